/* Which row belongs to which record. */
#include "join-match.h"

#include <stdlib.h>
#include <string.h>

#include "join-parts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

/* A key from its end to its beginning: keys with the same end stand together
 * when they are sorted. */
struct entry {
    char *reversed;
    size_t at; /* of the record or row; the first one of equal keys */
};

struct side {
    struct entry *entries; /* sorted, different */
    size_t n;
    size_t *same; /* per record: its entry */
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->reversed, y->reversed);
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

static char *reverse(const char *text, struct mlf_err *err)
{
    size_t n = strlen(text);
    char *reversed = mlf_strdup(text, err);
    for (size_t i = 0; reversed && i < n; i++)
        reversed[i] = text[n - 1 - i];
    return reversed;
}

static void free_side(struct side *side)
{
    for (size_t i = 0; side->entries && i < side->n; i++)
        free(side->entries[i].reversed);
    free(side->entries);
    free(side->same);
}

static int list_entries(struct side *side, char *const *keys, size_t n, struct mlf_err *err)
{
    side->entries = mlf_alloc(n, sizeof *side->entries, err);
    side->same = mlf_alloc(n, sizeof *side->same, err);
    if (!side->entries || !side->same)
        return -1;
    for (size_t i = 0; i < n; i++) {
        side->same[i] = JOIN_NONE;
        if (!keys[i])
            continue;
        char *reversed = reverse(keys[i], err);
        if (!reversed)
            return -1;
        side->entries[side->n++] = (struct entry){reversed, i};
    }
    qsort(side->entries, side->n, sizeof *side->entries, compare_entries);
    return 0;
}

static int make_side(struct side *side, char *const *keys, size_t n, struct mlf_err *err)
{
    size_t different = 0;
    if (list_entries(side, keys, n, err))
        return -1;
    for (size_t i = 0; i < side->n; i++) {
        struct entry entry = side->entries[i];
        if (different > 0 && strcmp(side->entries[different - 1].reversed, entry.reversed) == 0) {
            free(entry.reversed);
        } else {
            side->entries[different++] = entry;
        }
        side->same[entry.at] = different - 1;
    }
    side->n = different;
    return 0;
}

/* Components that the paths have in common at their ends. */
static size_t common(const char *a, const char *b)
{
    size_t n = 0, i = 0;
    for (; a[i] == b[i] && a[i]; i++)
        n += a[i] == '/';
    return n + ((a[i] == '\0' || a[i] == '/') && (b[i] == '\0' || b[i] == '/'));
}

/* The one entry with most components in common with the text, at least one;
 * JOIN_NONE where there is none or there are several. Those with most stand
 * beside the place where the text would be. */
static size_t find_nearest(const struct side *side, const char *text)
{
    size_t low = 0, high = side->n, best = 0, found = JOIN_NONE, equal = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(side->entries[middle].reversed, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low > 0 ? low - 1 : 0; i < side->n && i <= low; i++) {
        size_t n = common(side->entries[i].reversed, text);
        best = n > best ? n : best;
    }
    for (size_t i = low; best > 0 && equal < 2 && i-- > 0 && common(side->entries[i].reversed, text) == best; equal++)
        found = i;
    for (size_t i = low; best > 0 && equal < 2 && i < side->n && common(side->entries[i].reversed, text) == best;
         equal++)
        found = i++;
    return equal == 1 ? found : JOIN_NONE;
}

static size_t find_same(const struct side *side, const char *text)
{
    struct entry wanted = {(char *)text, 0};
    size_t low = 0, high = side->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(side->entries[middle].reversed, wanted.reversed);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return JOIN_NONE;
}

static int refuse_twins(char *const *keys, const struct join_rows *rows, const struct side *side, struct mlf_err *err)
{
    for (size_t i = 0; i < rows->n; i++)
        if (side->same[i] != JOIN_NONE && side->entries[side->same[i]].at != i)
            return mlf_fail(err, "%s:%zu: '%s' stands there twice, also in line %zu", rows->file, rows->line[i],
                            keys[i], rows->line[side->entries[side->same[i]].at]);
    return 0;
}

int join_match(char *const *keys, size_t n, const struct join_rows *rows, int is_path, size_t *row, size_t *by_ends,
               struct mlf_err *err)
{
    struct side here = {0}, there = {0};
    size_t *match = NULL;
    unsigned char *by_end = NULL;
    int result = -1;
    if (make_side(&here, keys, n, err) || make_side(&there, rows->key, rows->n, err) ||
        refuse_twins(rows->key, rows, &there, err))
        goto done;
    match = mlf_alloc(here.n, sizeof *match, err);
    by_end = mlf_alloc(here.n, 1, err);
    if (!match || !by_end)
        goto done;
    for (size_t i = 0; i < here.n; i++) {
        size_t found = find_same(&there, here.entries[i].reversed);
        if (found == JOIN_NONE && is_path) {
            found = find_nearest(&there, here.entries[i].reversed);
            if (found != JOIN_NONE && find_nearest(&here, there.entries[found].reversed) != i)
                found = JOIN_NONE;
            by_end[i] = found != JOIN_NONE;
        }
        match[i] = found == JOIN_NONE ? JOIN_NONE : there.entries[found].at;
    }
    *by_ends = 0;
    for (size_t i = 0; i < n; i++) {
        row[i] = here.same[i] == JOIN_NONE ? JOIN_NONE : match[here.same[i]];
        *by_ends += here.same[i] != JOIN_NONE && by_end[here.same[i]];
    }
    result = 0;
done:
    free(match);
    free(by_end);
    free_side(&here);
    free_side(&there);
    return result;
}
