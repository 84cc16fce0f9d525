/* Where the photos of a dataset are. See photos.h. */

#include "mlfix/dataset/photos.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

int mlf_set_images(struct mlf_dataset *dataset, const char *relative, struct mlf_err *err)
{
    if (dataset->images_given)
        return 0;
    free(dataset->owned_images);
    dataset->owned_images = *relative ? mlf_path_join(dataset->root, relative, err) : mlf_strdup(dataset->root, err);
    dataset->images = dataset->owned_images;
    return dataset->images ? 0 : -1;
}

/* folder/name if that file is there; *photo stays NULL otherwise. */
static int try_photo(const struct mlf_dataset *dataset, const char *folder, const char *name, size_t name_length,
                     const char *extension, char **photo, struct mlf_err *err)
{
    char *file = mlf_strf(err, "%.*s%s", (int)name_length, name, extension);
    char *path = file ? mlf_below(folder, file, err) : NULL;

    free(file);
    if (!path)
        return -1;
    if (mlf_is_file(dataset->images, path))
        *photo = path;
    else
        free(path);
    return 0;
}

/* Whether the folder that would hold folder/name is there: one question instead of
 * one for each extension. */
static int has_folder_of(const struct mlf_dataset *dataset, const char *folder, const char *name)
{
    char *path = mlf_below(folder, name, NULL);
    const char *base = path ? mlf_path_base(path) : NULL;
    int has = 1;

    if (base && base > path) {
        path[base - path - 1] = '\0';
        has = mlf_is_folder(dataset->images, path);
    }
    free(path);
    return has;
}

char *mlf_find_photo(const struct mlf_dataset *dataset, const char *const *folders, size_t n, const char *name,
                     struct mlf_err *err)
{
    static const char *const extensions[] = {".jpg", ".jpeg", ".png", ".JPG",  ".JPEG", ".PNG",
                                             ".bmp", ".webp", ".tif", ".tiff", ".gif",  ".ppm"};
    size_t length = strlen(name);
    size_t stem = mlf_path_is_image(name) ? (size_t)(mlf_path_extension(name) - name) : length;
    char *photo = NULL;

    if (!mlf_path_is_inside(name) || length > 4096)
        return NULL;
    for (size_t i = 0; i < n && !photo; i++)
        if (stem < length && try_photo(dataset, folders[i], name, length, "", &photo, err))
            return NULL;
    for (size_t i = 0; i < n && !photo; i++) {
        if (!has_folder_of(dataset, folders[i], name))
            continue;
        for (size_t e = 0; e < sizeof extensions / sizeof *extensions && !photo; e++)
            if (try_photo(dataset, folders[i], name, stem, extensions[e], &photo, err))
                return NULL;
    }
    return photo;
}

char *mlf_find_photo_ending(const struct mlf_dataset *dataset, const char *const *folders, size_t n, const char *name,
                            struct mlf_err *err)
{
    char *plain = mlf_strdup(name, err);
    char *photo = plain ? mlf_find_photo(dataset, folders, n, name, err) : NULL;
    char *at = plain ? strstr(plain, "://") : NULL;

    at = at ? at + 3 : plain;
    for (char *c = plain; c && *c; c++)
        if (*c == '\\')
            *c = '/';
    while (at && *at && !photo && !(err && err->text[0])) {
        at += strspn(at, "/");
        photo = mlf_find_photo(dataset, folders, n, at, err);
        at = strchr(at, '/');
    }
    free(plain);
    return photo;
}

static int is_taken(const struct mlf_dataset *dataset, const struct mlf_edits *edits, const char *name)
{
    if (mlf_is_file(dataset->root, name) || mlf_is_folder(dataset->root, name))
        return 1;
    for (size_t i = 0; i < edits->n; i++)
        if (edits->items[i].move_to && !strcmp(edits->items[i].move_to, name))
            return 1;
    return 0;
}

/* Whether folders on the way are none: a file has the name of one. */
static int check_folders(const struct mlf_dataset *dataset, const char *to, struct mlf_err *err)
{
    char *folder = mlf_strdup(to, err);
    int result = folder ? 0 : -1;

    for (char *slash = folder; folder && !result && (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mlf_is_file(dataset->root, folder))
            result = mlf_fail(err, "'%s' is a file, so that '%s' cannot be in a folder of that name", folder, to);
        *slash = '/';
    }
    free(folder);
    return result;
}

int mlf_edits_move_free(const struct mlf_dataset *dataset, const char *from, const char *to, struct mlf_edits *edits,
                        struct mlf_err *err)
{
    char *name = check_folders(dataset, to, err) ? NULL : mlf_strdup(to, err);
    const char *dot = mlf_path_extension(to);
    int result;

    for (unsigned i = 2; name && is_taken(dataset, edits, name); i++) {
        free(name);
        name = mlf_strf(err, "%.*s-%u%s", (int)(dot - to), to, i, dot);
    }
    result = name ? mlf_edits_move(edits, from, name, err) : -1;
    free(name);
    return result;
}
