#include "mlfix/base/counting-sort.h"

#include <string.h>

void mlf_counting_sort(const size_t *key, const unsigned char *skip, size_t n, size_t keys, size_t *start, size_t *item)
{
    memset(start, 0, (keys + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        if (key[i] < keys && !(skip && skip[i]))
            start[key[i] + 1]++;
    for (size_t k = 0; k < keys; k++)
        start[k + 1] += start[k];
    for (size_t i = 0; i < n; i++)
        if (key[i] < keys && !(skip && skip[i]))
            item[start[key[i]]++] = i;
    /* Filling moved every start to the next one's place. */
    memmove(start + 1, start, keys * sizeof *start);
    start[0] = 0;
}
