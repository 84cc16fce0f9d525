/* Sorting items by a small number such as their class, in time that grows with their
 * number. */
#ifndef MLFIX_BASE_COUNTING_SORT_H
#define MLFIX_BASE_COUNTING_SORT_H

#include <stddef.h>

/* Sorts the items 0..n-1 by their keys: those with the key k become item[start[k]] ..
 * item[start[k + 1] - 1], in rising order. Items whose key is `keys` or more are left
 * out, as are those with skip[i] not 0 (`skip` may be NULL). start: keys + 1 numbers,
 * whatever they are; item: room for n. */
void mlf_counting_sort(const size_t *key, const unsigned char *skip, size_t n, size_t keys, size_t *start,
                       size_t *item);

#endif
