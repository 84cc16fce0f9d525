#include "mlfix/record/photo-index.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"

/* The length of the path without the extension of an image. */
static size_t bare_length(const char *path)
{
    const char *dot = mlf_path_extension(path);
    return mlf_path_is_image(path) ? (size_t)(dot - path) : strlen(path);
}

/* The stem of a path, by which a photo is found; new memory. */
static char *stem_of(const char *path, struct mlf_err *err)
{
    const char *base = mlf_path_base(path);
    size_t length = bare_length(path) - (size_t)(base - path);
    if (length > 0 && strspn(base, "0123456789") >= length)
        while (length > 1 && *base == '0') {
            base++;
            length--;
        }
    return mlf_strndup(base, length, err);
}

size_t mlf_photo_index_add(struct mlf_photo_index *index, const char *path, struct mlf_err *err)
{
    size_t photo, stem;
    int added;
    if (mlf_string_set_add(&index->paths, path, &photo, &added, err))
        return (size_t)-1;
    if (!added)
        return photo;
    char *text = stem_of(path, err);
    int failed = !text || mlf_string_set_add(&index->stems, text, &stem, &added, err);
    free(text);
    if (failed || mlf_grow(&index->first, &index->stem_capacity, index->stems.n, sizeof *index->first, err) ||
        mlf_grow(&index->next, &index->photo_capacity, index->paths.n, sizeof *index->next, err))
        return (size_t)-1;
    if (added)
        index->first[stem] = 0;
    index->next[photo] = index->first[stem];
    index->first[stem] = photo + 1;
    return photo;
}

/* How many components at the end of both paths are the same, the last one compared
 * without the extension of an image. 0 where the last ones are equal only as numbers. */
static size_t shared_end(const char *a, const char *b)
{
    size_t n = bare_length(a), m = bare_length(b), shared = 0;
    int within = 0; /* the ends of a component, but not yet all of it, are the same */
    while (n > 0 && m > 0 && a[n - 1] == b[m - 1]) {
        n--;
        m--;
        within = a[n] != '/';
        shared += !within;
    }
    return shared + (within && (n == 0 || a[n - 1] == '/') && (m == 0 || b[m - 1] == '/'));
}

/* *chain becomes the last photo with the key's stem + 1, from which `next` leads to the
 * others; 0 where there is none. */
static int chain_of(const struct mlf_photo_index *index, const char *key, size_t *chain, struct mlf_err *err)
{
    char *text = stem_of(key, err);
    if (!text)
        return -1;
    size_t stem = index->stems.n ? mlf_string_set_find(&index->stems, text) : (size_t)-1;
    free(text);
    *chain = stem == (size_t)-1 ? 0 : index->first[stem];
    return 0;
}

int mlf_photo_index_find(const struct mlf_photo_index *index, const char *key, size_t *photo, struct mlf_err *err)
{
    size_t chain, best = 0, other = 0;
    int found = 0;
    *photo = mlf_string_set_find(&index->paths, key);
    if (*photo != (size_t)-1)
        return 1;
    if (chain_of(index, key, &chain, err))
        return -1;
    for (size_t at = chain; at; at = index->next[at - 1]) {
        const char *path = index->paths.items[at - 1];
        size_t shared = shared_end(path, key);
        if (found && shared < best)
            continue;
        if (found && shared == best) {
            other = at;
            continue;
        }
        best = shared;
        *photo = at - 1;
        found = 1;
        other = 0;
    }
    if (other)
        return mlf_fail(err, "'%s' may be the photo '%s' or '%s'", key, index->paths.items[other - 1],
                        index->paths.items[*photo]);
    return found;
}

int mlf_photo_index_ending(const struct mlf_photo_index *index, const char *relative, size_t *photo,
                           struct mlf_err *err)
{
    size_t chain, wanted = strlen(relative);
    int found = 0;
    if (chain_of(index, relative, &chain, err))
        return -1;
    for (size_t at = chain; at; at = index->next[at - 1]) {
        const char *path = index->paths.items[at - 1];
        size_t length = strlen(path);
        if (length < wanted || strcmp(path + length - wanted, relative) != 0 ||
            (length > wanted && path[length - wanted - 1] != '/'))
            continue;
        *photo = at - 1; /* the chain runs from the last to the first */
        found = 1;
    }
    return found;
}

void mlf_photo_index_free(struct mlf_photo_index *index)
{
    mlf_string_set_free(&index->paths);
    mlf_string_set_free(&index->stems);
    free(index->first);
    free(index->next);
    *index = (struct mlf_photo_index){0};
}
