/* A hash table with open addressing whose slots hold the numbers of the texts. */

#include "mlfix/base/string-set.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/portable.h"

/* Where sums begin: another place in each process, so that nobody can make texts that all want the same slot. Nothing
 * but the time depends on it, since texts are numbered as they come. */
static uint64_t start;

__attribute__((constructor)) static void choose_start(void)
{
    if (mlf_random_bytes(&start, sizeof start))
        start = MLF_CHECKSUM_START;
}

/* The table's size is a power of two, so the low bits choose the slot. Those are FNV's weak ones;
 * the high ones are mixed in. */
static uint32_t hash_of(const char *bytes, size_t length)
{
    uint64_t sum = mlf_checksum(start, bytes, length);

    sum ^= sum >> 32;
    sum *= UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(sum >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const struct mlf_string_set *set, const char *bytes, size_t length, uint32_t hash)
{
    size_t mask = set->slot_count - 1;
    size_t slot = hash & mask;

    for (; set->slots[slot].place; slot = (slot + 1) & mask) {
        size_t number = set->slots[slot].place - 1;

        if (set->slots[slot].hash == hash && set->lengths[number] == length &&
            (length == 0 || memcmp(set->items[number], bytes, length) == 0))
            break;
    }
    return slot;
}

/* Keeps at least half of the slots free. */
static int make_room(struct mlf_string_set *set, struct mlf_err *err)
{
    size_t count = set->slot_count ? set->slot_count * 2 : 64;
    struct mlf_string_slot *slots;

    if (set->n >= UINT32_MAX - 1)
        return mlf_fail(err, "more than %zu different texts", set->n);
    if (mlf_grow(&set->items, &set->capacity, set->n + 1, sizeof *set->items, err) ||
        mlf_grow(&set->lengths, &set->length_capacity, set->n + 1, sizeof *set->lengths, err))
        return -1;
    if (2 * (set->n + 1) <= set->slot_count)
        return 0;
    slots = mlf_alloc(count, sizeof *slots, err);
    if (!slots)
        return -1;
    for (size_t i = 0; i < set->slot_count; i++) {
        size_t slot = set->slots[i].hash & (count - 1);

        if (!set->slots[i].place)
            continue;
        while (slots[slot].place)
            slot = (slot + 1) & (count - 1);
        slots[slot] = set->slots[i];
    }
    free(set->slots);
    set->slots = slots;
    set->slot_count = count;
    return 0;
}

int mlf_string_set_add_bytes(struct mlf_string_set *set, const char *bytes, size_t length, size_t *number, int *added,
                             struct mlf_err *err)
{
    uint32_t hash = hash_of(bytes, length);
    size_t slot;
    int is_new;

    if (make_room(set, err))
        return -1;
    slot = slot_of(set, bytes, length, hash);
    is_new = set->slots[slot].place == 0;
    if (is_new) {
        char *copy = mlf_alloc(length + 1, 1, err);

        if (!copy)
            return -1;
        if (length > 0)
            memcpy(copy, bytes, length);
        set->items[set->n] = copy;
        set->lengths[set->n] = length;
        set->n++;
        set->slots[slot] = (struct mlf_string_slot){.place = (uint32_t)set->n, .hash = hash};
    }
    if (number)
        *number = set->slots[slot].place - 1;
    if (added)
        *added = is_new;
    return 0;
}

int mlf_string_set_add(struct mlf_string_set *set, const char *text, size_t *number, int *added, struct mlf_err *err)
{
    return mlf_string_set_add_bytes(set, text, strlen(text), number, added, err);
}

const char *mlf_string_set_keep(struct mlf_string_set *set, const char *text, struct mlf_err *err)
{
    size_t number;

    return mlf_string_set_add(set, text, &number, NULL, err) ? NULL : set->items[number];
}

size_t mlf_string_set_find_bytes(const struct mlf_string_set *set, const char *bytes, size_t length)
{
    if (!set->slot_count)
        return MLF_NO_STRING;
    return (size_t)set->slots[slot_of(set, bytes, length, hash_of(bytes, length))].place - 1;
}

size_t mlf_string_set_find(const struct mlf_string_set *set, const char *text)
{
    return mlf_string_set_find_bytes(set, text, strlen(text));
}

void mlf_string_set_free(struct mlf_string_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        free(set->items[i]);
    free(set->items);
    free(set->lengths);
    free(set->slots);
    *set = (struct mlf_string_set){0};
}
