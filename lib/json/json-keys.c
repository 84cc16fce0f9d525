#include "json-keys.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"

size_t mlf_json_keys_open(const struct mlf_json_keys *keys)
{
    return keys->n;
}

int mlf_json_keys_add(struct mlf_json_keys *keys, const char *text, struct mlf_span key, struct mlf_err *err)
{
    if (mlf_grow(&keys->items, &keys->capacity, keys->n + 1, sizeof *keys->items, err))
        return -1;
    const char *inner = text + key.offset + 1;
    size_t length = key.length - 2;
    uint64_t sum;
    char *decoded = memchr(inner, '\\', length) ? mlf_json_string(text, key, NULL) : NULL;
    if (decoded)
        sum = mlf_checksum(MLF_CHECKSUM_START, decoded, strlen(decoded));
    else
        sum = mlf_checksum(MLF_CHECKSUM_START, inner, length);
    free(decoded);
    keys->items[keys->n++] = (struct mlf_json_key){sum, key.offset};
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct mlf_json_key *x = a, *y = b;
    if (x->sum != y->sum)
        return x->sum < y->sum ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

int mlf_json_keys_close(struct mlf_json_keys *keys, size_t level, size_t *offset)
{
    struct mlf_json_key *items = keys->items + level;
    size_t n = keys->n - level;
    int twice = 0;
    if (n <= 24) { /* most objects: comparing all pairs is quicker than sorting */
        for (size_t i = 1; i < n && !twice; i++)
            for (size_t j = 0; j < i && !twice; j++)
                if (items[i].sum == items[j].sum) {
                    *offset = items[i].offset;
                    twice = 1;
                }
    } else {
        qsort(items, n, sizeof *items, compare);
        for (size_t i = 1; i < n && !twice; i++)
            if (items[i].sum == items[i - 1].sum) {
                *offset = items[i].offset;
                twice = 1;
            }
    }
    keys->n = level;
    return !twice;
}

void mlf_json_keys_free(struct mlf_json_keys *keys)
{
    free(keys->items);
    *keys = (struct mlf_json_keys){0};
}
