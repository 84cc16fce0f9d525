/* Stable sorting of many items by numbers or texts: radix sort, whose time grows
 * linearly with their number (D. E. Knuth, "The Art of Computer Programming",
 * volume 3, 2nd edition, 1998, section 5.2.5). */
#ifndef MLFIX_BASE_RADIX_H
#define MLFIX_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct mlf_radix_item {
    uint64_t key;
    size_t item;
};

/* Sorts by rising key; items with equal keys keep their order. `room` is memory for n
 * more items, whose content does not matter. */
void mlf_radix_sort(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room);

/* A key that sorts as the number does; -0 counts as 0. The number must not be NaN. */
uint64_t mlf_radix_number(double number);

/* Sorts by the bytes of the items' texts as memcmp does, a text before those that it
 * is the beginning of; with `descending` the other way around. Items with equal texts
 * keep their order either way. text() gives an item's text and its length; a text
 * holds no NUL. It is called for every eight bytes of a text, so it should know the
 * length without measuring. The keys are overwritten. */
void mlf_radix_sort_texts(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room, int descending,
                          const char *(*text)(const void *context, size_t item, size_t *length), const void *context);

#endif
