#include "mlfix/base/numbering.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"

static size_t *find_slot(const struct mlf_numbering *names, const char *text)
{
    size_t at = (size_t)mlf_checksum(MLF_CHECKSUM_START, text, strlen(text)) & (names->table_size - 1);
    while (names->table[at] && strcmp(names->items[names->table[at] - 1], text) != 0)
        at = (at + 1) & (names->table_size - 1);
    return names->table + at;
}

static int make_room(struct mlf_numbering *names, struct mlf_err *err)
{
    if (names->n * 2 < names->table_size)
        return 0;
    size_t size = names->table_size ? names->table_size * 2 : 64;
    size_t *table = mlf_alloc(size, sizeof *table, err);
    if (!table)
        return -1;
    free(names->table);
    names->table = table;
    names->table_size = size;
    for (size_t i = 0; i < names->n; i++)
        *find_slot(names, names->items[i]) = i + 1;
    return 0;
}

size_t mlf_numbering_add(struct mlf_numbering *names, const char *text, struct mlf_err *err)
{
    if (make_room(names, err))
        return (size_t)-1;
    size_t *slot = find_slot(names, text);
    if (*slot)
        return *slot - 1;
    if (mlf_grow(&names->items, &names->capacity, names->n + 1, sizeof *names->items, err))
        return (size_t)-1;
    names->items[names->n] = mlf_strdup(text, err);
    if (!names->items[names->n])
        return (size_t)-1;
    *slot = ++names->n;
    return names->n - 1;
}

size_t mlf_numbering_find(const struct mlf_numbering *names, const char *text)
{
    size_t *slot = names->table_size ? find_slot(names, text) : NULL;
    return slot && *slot ? *slot - 1 : (size_t)-1;
}

void mlf_numbering_free(struct mlf_numbering *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
    free(names->table);
    *names = (struct mlf_numbering){0};
}
