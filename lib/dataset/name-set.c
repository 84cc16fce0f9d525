/* A set of strings in the order they came: open addressing over an array. See
 * private.h. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/checksum.h"
#include "private.h"

/* The slot that holds `name`, or the free one where it belongs. */
static size_t slot_of(const struct mlf_names *names, const char *name)
{
    size_t mask = names->slot_count - 1;
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, name, strlen(name));
    size_t slot = (size_t)(sum ^ (sum >> 32)) & mask;

    while (names->slots[slot] && strcmp(names->items[names->slots[slot] - 1], name) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

/* Keeps at least half of the slots free. */
static int widen(struct mlf_names *names, struct mlf_err *err)
{
    size_t count = names->slot_count ? names->slot_count * 2 : 64;
    size_t *slots = mlf_alloc(count, sizeof(*slots), err);

    if (!slots)
        return -1;
    free(names->slots);
    names->slots = slots;
    names->slot_count = count;
    for (size_t i = 0; i < names->n; i++)
        names->slots[slot_of(names, names->items[i])] = i + 1;
    return 0;
}

int mlf_names_add(struct mlf_names *names, const char *name, size_t *index, int *added, struct mlf_err *err)
{
    size_t slot;
    int fresh;

    if (2 * (names->n + 1) > names->slot_count && widen(names, err))
        return -1;
    slot = slot_of(names, name);
    fresh = names->slots[slot] == 0;
    if (fresh) {
        if (mlf_grow(&names->items, &names->capacity, names->n + 1, sizeof(*names->items), err) ||
            !(names->items[names->n] = mlf_strdup(name, err)))
            return -1;
        names->slots[slot] = ++names->n;
    }
    if (index)
        *index = names->slots[slot] - 1;
    if (added)
        *added = fresh;
    return 0;
}

int mlf_names_find(const struct mlf_names *names, const char *name, size_t *index)
{
    size_t slot;

    if (!names->slot_count)
        return 0;
    slot = slot_of(names, name);
    if (!names->slots[slot])
        return 0;
    *index = names->slots[slot] - 1;
    return 1;
}

void mlf_names_free(struct mlf_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
    free(names->slots);
    *names = (struct mlf_names){0};
}

void mlf_names_take(struct mlf_names *names, char ***labels, size_t *n)
{
    *labels = names->items;
    *n = names->n;
    free(names->slots);
    *names = (struct mlf_names){0};
}

int mlf_names_end(struct mlf_names *names, int status, char ***labels, size_t *n)
{
    if (status)
        mlf_names_free(names);
    else
        mlf_names_take(names, labels, n);
    return status;
}
