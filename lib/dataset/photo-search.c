/* See photo-search.h. */

#include "photo-search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photo-names.h"
#include "mlfix/dataset/split-names.h"

/* The length of the path without the extension of an image. */
static size_t bare_length(const char *path)
{
    return mlf_path_is_image(path) ? (size_t)(mlf_path_extension(path) - path) : strlen(path);
}

/* The name of the photo without extension, in small letters: by it photos are found. New memory. */
static char *stem_of(const char *path, struct mlf_err *err)
{
    const char *base = mlf_path_base(path);
    char *stem = mlf_strndup(base, bare_length(path) - (size_t)(base - path), err);

    for (char *c = stem; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return stem;
}

static int add_photo(struct mlf_photo_search *search, const char *path, struct mlf_err *err)
{
    char *stem = stem_of(path, err);
    size_t photo;
    size_t number;
    int added;
    int failed = !stem || mlf_string_set_add(&search->paths, path, &photo, NULL, err) ||
                 mlf_string_set_add(&search->stems, stem, &number, &added, err) ||
                 mlf_grow(&search->first, &search->stem_capacity, search->stems.n, sizeof *search->first, err) ||
                 mlf_grow(&search->next, &search->photo_capacity, search->paths.n, sizeof *search->next, err);

    free(stem);
    if (failed)
        return -1;
    if (added)
        search->first[number] = 0;
    search->next[photo] = search->first[number];
    search->first[number] = photo + 1;
    return 0;
}

static int list_photos(struct mlf_photo_search *search, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = search->listed ? 0 : mlf_files_below(dataset->images, "", NULL, &photos, err);

    for (size_t i = 0; i < photos.n && !result; i++)
        result = add_photo(search, photos.items[i], err);
    search->listed |= !result;
    mlf_string_set_free(&photos);
    return result;
}

/* How many components before the last are the same in both paths, from the end; one difference ends them. */
static size_t shared_folders(const char *a, const char *b)
{
    const char *a_end = mlf_path_base(a);
    const char *b_end = mlf_path_base(b);
    size_t shared = 0;

    while (a_end > a && b_end > b) {
        const char *a_begin = --a_end;
        const char *b_begin = --b_end;

        while (a_begin > a && a_begin[-1] != '/')
            a_begin--;
        while (b_begin > b && b_begin[-1] != '/')
            b_begin--;
        if (a_end - a_begin != b_end - b_begin || strncasecmp(a_begin, b_begin, (size_t)(a_end - a_begin)) != 0)
            break;
        shared++;
        a_end = a_begin;
        b_end = b_begin;
    }
    return shared;
}

/* How far the names of both are the same: 3 altogether, 2 but for capitals, 1 but for the extension. */
static size_t likeness(const char *a, const char *b)
{
    const char *a_base = mlf_path_base(a);
    const char *b_base = mlf_path_base(b);

    return !strcmp(a_base, b_base) ? 3 : !strcasecmp(a_base, b_base) ? 2 : 1;
}

static int other_split(const char *a, const char *b)
{
    const char *first = mlf_split_in(a);
    const char *second = mlf_split_in(b);

    return first && second && strcmp(first, second) != 0;
}

/* Whether both photos lie in the same folder. */
static int same_folder(const char *a, const char *b)
{
    size_t length = (size_t)(mlf_path_base(a) - a);

    return length == (size_t)(mlf_path_base(b) - b) && !strncasecmp(a, b, length);
}

/* The photo with the longest ending that `path` has too, or NULL; *twin is another that is as good, or NULL. `here`:
 * only in the very folder. */
static const char *best_of(const struct mlf_photo_search *search, const char *path, int here, size_t stem,
                           const char **twin)
{
    const char *best = NULL;
    size_t most = 0;

    *twin = NULL;
    for (size_t i = search->first[stem]; i > 0; i = search->next[i - 1]) {
        const char *photo = search->paths.items[i - 1];
        size_t score = likeness(photo, path) << 16 | shared_folders(photo, path);

        if (other_split(photo, path) || (here && !same_folder(photo, path)))
            continue;
        if (score == most)
            *twin = photo;
        if (score > most) {
            best = photo;
            most = score;
            *twin = NULL;
        }
    }
    return best;
}

/* The path below the folder of the photos, where it counts from the dataset's root and names that folder. */
static const char *below_images(const struct mlf_dataset *dataset, const char *path)
{
    size_t root = strlen(dataset->root);
    const char *inner = dataset->images + root;
    size_t length;

    if (dataset->images_given || strncmp(dataset->images, dataset->root, root) != 0 || *inner != '/')
        return path;
    length = strlen(++inner);
    return !strncmp(path, inner, length) && path[length] == '/' ? path + length + 1 : path;
}

/* Whether the folder that the path names is there: then a photo that is not in it is missing. */
static int has_folder(const struct mlf_dataset *dataset, const char *path, int counted)
{
    const char *base = mlf_path_base(path);
    char *folder = base > path ? mlf_strndup(path, (size_t)(base - path) - 1, NULL) : NULL;
    int has = folder ? mlf_is_folder(dataset->images, folder) : counted;

    free(folder);
    return has;
}

/* One of the paths that a name may mean: 1 where that settles it. */
static int try_path(struct mlf_photo_search *search, const struct mlf_dataset *dataset, const char *name, char **photo,
                    char **why, struct mlf_err *err)
{
    const char *path = below_images(dataset, name);
    char *stem = stem_of(path, err);
    size_t number = stem ? mlf_string_set_find(&search->stems, stem) : MLF_NO_STRING;
    const char *twin = NULL;
    const char *best = NULL;

    free(stem);
    if (!stem)
        return -1;
    if (number != MLF_NO_STRING)
        best = best_of(search, path, has_folder(dataset, path, path != name), number, &twin);
    if (!best)
        return 0;
    if (twin && !*why)
        *why = mlf_strf(err, "the photo may be '%.200s' or '%.200s', which both end like '%.200s'", twin, best, name);
    if (twin)
        return *why ? 0 : -1;
    *photo = mlf_strdup(best, err);
    return *photo ? 1 : -1;
}

/* Behind "abcdef12-", which Label Studio puts in front of what is uploaded; or NULL. */
static const char *without_prefix(const char *path)
{
    const char *base = mlf_path_base(path);

    return strspn(base, "0123456789abcdef") == 8 && base[8] == '-' && base[9] ? base + 9 : NULL;
}

char *mlf_search_photo(struct mlf_photo_search *search, const struct mlf_dataset *dataset, const char *name, char **why,
                       struct mlf_err *err)
{
    struct mlf_string_set paths = {0};
    char *photo = NULL;
    int done = list_photos(search, dataset, err) || mlf_photo_paths(name, &paths, err) ? -1 : 0;

    *why = NULL;
    for (size_t i = 0; i < paths.n && !done; i++)
        done = try_path(search, dataset, paths.items[i], &photo, why, err);
    for (size_t i = 0; i < paths.n && !done && !*why; i++)
        if (without_prefix(paths.items[i]))
            done = try_path(search, dataset, without_prefix(paths.items[i]), &photo, why, err);
    mlf_string_set_free(&paths);
    if (photo) {
        free(*why);
        *why = NULL;
    }
    return photo;
}

void mlf_photo_search_free(struct mlf_photo_search *search)
{
    mlf_string_set_free(&search->paths);
    mlf_string_set_free(&search->stems);
    free(search->first);
    free(search->next);
    *search = (struct mlf_photo_search){0};
}
