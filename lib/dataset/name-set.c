/* A set of strings in the order they came: open addressing over an array. See
 * private.h. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "private.h"

static uint32_t sum_of(const char *name)
{
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, name, strlen(name));

    return (uint32_t)(sum ^ (sum >> 32));
}

/* The slot that holds `name`, or the free one where it belongs. */
static size_t slot_of(const struct mlf_names *names, const char *name, uint32_t sum)
{
    size_t mask = names->slot_count - 1;
    size_t slot = sum & mask;

    while (names->slots[slot].place &&
           (names->slots[slot].sum != sum || strcmp(names->items[names->slots[slot].place - 1], name) != 0))
        slot = (slot + 1) & mask;
    return slot;
}

/* Keeps at least half of the slots free. */
static int widen(struct mlf_names *names, struct mlf_err *err)
{
    size_t count = names->slot_count ? names->slot_count * 2 : 64;
    struct mlf_name_slot *slots = mlf_alloc(count, sizeof(*slots), err);

    if (!slots)
        return -1;
    for (size_t i = 0; i < names->slot_count; i++) {
        size_t slot = names->slots[i].sum & (count - 1);

        if (!names->slots[i].place)
            continue;
        while (slots[slot].place)
            slot = (slot + 1) & (count - 1);
        slots[slot] = names->slots[i];
    }
    free(names->slots);
    names->slots = slots;
    names->slot_count = count;
    return 0;
}

int mlf_names_add(struct mlf_names *names, const char *name, size_t *index, int *added, struct mlf_err *err)
{
    uint32_t sum = sum_of(name);
    size_t slot;
    int fresh;

    if (names->n >= UINT32_MAX - 1)
        return mlf_fail(err, "more than %zu names", names->n);
    if (2 * (names->n + 1) > names->slot_count && widen(names, err))
        return -1;
    slot = slot_of(names, name, sum);
    fresh = names->slots[slot].place == 0;
    if (fresh) {
        if (mlf_grow(&names->items, &names->capacity, names->n + 1, sizeof(*names->items), err) ||
            !(names->items[names->n] = mlf_strdup(name, err)))
            return -1;
        names->slots[slot] = (struct mlf_name_slot){(uint32_t)++names->n, sum};
    }
    if (index)
        *index = names->slots[slot].place - 1;
    if (added)
        *added = fresh;
    return 0;
}

int mlf_names_find(const struct mlf_names *names, const char *name, size_t *index)
{
    size_t slot;

    if (!names->slot_count)
        return 0;
    slot = slot_of(names, name, sum_of(name));
    if (!names->slots[slot].place)
        return 0;
    if (index)
        *index = names->slots[slot].place - 1;
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
