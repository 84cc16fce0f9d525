#include "mlfix/base/wordset.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"

static size_t slot_of(const struct mlf_wordset *names, const char *text)
{
    uint64_t hash = mlf_checksum(MLF_CHECKSUM_START, text, strlen(text));
    /* FNV's low bits are its weak ones and the table is a power of two. */
    size_t slot = (size_t)(hash ^ hash >> 32) & (names->n_slots - 1);

    while (names->slots[slot] && strcmp(names->items[names->slots[slot] - 1], text) != 0)
        slot = (slot + 1) & (names->n_slots - 1);
    return slot;
}

static int make_room(struct mlf_wordset *names, struct mlf_err *err)
{
    struct mlf_wordset larger = *names;

    if (mlf_grow(&names->items, &names->capacity, names->n + 1, sizeof *names->items, err) < 0)
        return -1;
    if (names->n_slots > 2 * (names->n + 1))
        return 0;
    larger.items = names->items;
    larger.n_slots = names->n_slots ? 2 * names->n_slots : 64;
    larger.slots = mlf_alloc(larger.n_slots, sizeof *larger.slots, err);
    if (!larger.slots)
        return -1;
    for (size_t i = 0; i < names->n; i++)
        larger.slots[slot_of(&larger, names->items[i])] = i + 1;
    free(names->slots);
    names->slots = larger.slots;
    names->n_slots = larger.n_slots;
    return 0;
}

size_t mlf_wordset_find(const struct mlf_wordset *names, const char *text)
{
    if (!names->n_slots)
        return MLF_NO_WORD;
    return names->slots[slot_of(names, text)] - 1; /* 0 - 1 is MLF_NO_WORD */
}

int mlf_wordset_add(struct mlf_wordset *names, const char *text, size_t *number, struct mlf_err *err)
{
    size_t known = mlf_wordset_find(names, text);
    char *copy;

    if (known != MLF_NO_WORD) {
        if (number)
            *number = known;
        return 0;
    }
    if (make_room(names, err) < 0)
        return -1;
    copy = mlf_strdup(text, err);
    if (!copy)
        return -1;
    names->slots[slot_of(names, text)] = names->n + 1;
    names->items[names->n] = copy;
    if (number)
        *number = names->n;
    names->n++;
    return 1;
}

const char *mlf_wordset_keep(struct mlf_wordset *names, const char *text, struct mlf_err *err)
{
    size_t number;

    if (mlf_wordset_add(names, text, &number, err) < 0)
        return NULL;
    return names->items[number];
}

void mlf_wordset_free(struct mlf_wordset *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
    free(names->slots);
    *names = (struct mlf_wordset){0};
}
