#include "mlfix/base/radix.h"

#include <string.h>

enum {
    BYTES = 8, /* of a key */
    FEW = 24,  /* up to so many items, sorting by insertion is quicker */
};

uint64_t mlf_radix_number(double number)
{
    uint64_t bits;
    number += 0.0; /* -0 becomes 0 */
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static void insert_all(struct mlf_radix_item *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct mlf_radix_item one = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].key > one.key; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

/* Sorts by the byte at `shift` into `to`: 1; or 0, and nothing is done, where that byte
 * is the same in all keys. */
static int pass(const struct mlf_radix_item *from, size_t n, int shift, struct mlf_radix_item *to)
{
    size_t start[256] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        start[from[i].key >> shift & 0xff]++;
    if (start[from[0].key >> shift & 0xff] == n)
        return 0;
    for (size_t b = 0; b < 256; b++) {
        size_t count = start[b];
        start[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[start[from[i].key >> shift & 0xff]++] = from[i];
    return 1;
}

void mlf_radix_sort(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room)
{
    struct mlf_radix_item *from = list, *to = room;
    if (n <= FEW) {
        insert_all(list, n);
        return;
    }
    for (int shift = 0; shift < 8 * BYTES; shift += 8)
        if (pass(from, n, shift, to)) {
            struct mlf_radix_item *other = from;
            from = to;
            to = other;
        }
    if (from != list)
        memcpy(list, from, n * sizeof *list);
}

struct texts {
    const char *(*text)(const void *context, size_t item, size_t *length);
    const void *context;
    struct mlf_radix_item *room;
    uint64_t flip; /* keys are combined with it by exclusive or: all ones for descending order */
};

/* The eight bytes at `offset` as a number, the first one highest; zeros behind the
 * end of the text. */
static uint64_t eight_bytes(const struct texts *texts, size_t item, size_t offset)
{
    size_t length;
    const char *text = texts->text(texts->context, item, &length);
    uint64_t key = 0;
    for (size_t i = offset; i < offset + BYTES; i++)
        key = key << 8 | (i < length ? (unsigned char)text[i] : 0);
    return key;
}

/* Whether texts with this key end within it: its last byte is then 0. */
static int has_ended(const struct texts *texts, uint64_t key)
{
    return ((key ^ texts->flip) & 0xff) == 0;
}

/* Sorts items whose texts are equal up to the offset: by their next eight bytes,
 * then each group that is still equal by the eight after that, and so on. The largest
 * of these groups is treated in the loop and the others by recursion. So each level of
 * recursion has at most half of the items of the one above, and long equal texts do
 * not exhaust the stack. */
static void sort_from(const struct texts *texts, struct mlf_radix_item *list, size_t n, size_t offset)
{
    while (n > 1) {
        struct mlf_radix_item *largest = NULL;
        size_t most = 1;
        for (size_t i = 0; i < n; i++)
            list[i].key = eight_bytes(texts, list[i].item, offset) ^ texts->flip;
        mlf_radix_sort(list, n, texts->room);
        offset += BYTES;
        for (size_t i = 0, j; i < n; i = j) {
            struct mlf_radix_item *group = list + i;
            for (j = i + 1; j < n && list[j].key == list[i].key;)
                j++;
            size_t size = j - i;
            if (size == 1 || has_ended(texts, group->key))
                continue;
            if (size > most) {
                struct mlf_radix_item *smaller = largest;
                size_t less = most;
                largest = group;
                most = size;
                group = smaller;
                size = less;
            }
            if (group)
                sort_from(texts, group, size, offset);
        }
        list = largest;
        n = largest ? most : 0;
    }
}

void mlf_radix_sort_texts(struct mlf_radix_item *list, size_t n, struct mlf_radix_item *room, int descending,
                          const char *(*text)(const void *context, size_t item, size_t *length), const void *context)
{
    struct texts texts = {.text = text, .context = context, .room = room, .flip = descending ? UINT64_MAX : 0};
    sort_from(&texts, list, n, 0);
}
