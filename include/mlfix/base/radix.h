/* Stable sorting of many items by numbers or texts, in time that grows with
 * their number (D. E. Knuth, "The art of computer programming", 5.2.5; texts:
 * from the first bytes on, eight at a time). */
#ifndef MLFIX_BASE_RADIX_H
#define MLFIX_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct mlf_radix_item {
    uint64_t key;
    size_t item;
};

/* Rising by key; equal ones stay in order. `room` has place for n, too. */
void mlf_radix_sort(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room);

/* A key that sorts as the number does; -0 is 0. No NaN. */
uint64_t mlf_radix_number(double number);

/* By the bytes of the items' texts, as memcmp sorts, a beginning before what it
 * begins; or falling, equal ones in order all the same. text() gives `length`
 * bytes without NUL. It is called for every eight bytes of a text, so it should
 * know the length without measuring. The keys are used up. */
void mlf_radix_sort_texts(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room, int descending,
                          const char *(*text)(const void *context, size_t item, size_t *length), const void *context);

#endif
