/* See labelme-photo.h. */

#include "labelme-photo.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"

/* imagePath as it counts from the file's folder, below the root; Windows' separators read as
 * ours, "a/../" taken out. NULL without an error where it leads out. New memory. */
static char *plain_path(const char *folder, const char *path, struct mlf_err *err)
{
    char *joined = mlf_strf(err, "%s/%s", folder, path);
    struct mlf_buf plain = {0};
    int inside = joined && path[0] != '/' && path[0] != '\\' && !strstr(path, ":\\") && !strstr(path, ":/");
    char *rest = joined;

    for (char *at = joined; at && *at; at++)
        if (*at == '\\')
            *at = '/';
    for (char *part; inside && (part = strsep(&rest, "/"));) {
        if (!strcmp(part, "..")) {
            char *slash = plain.length ? strrchr(plain.data, '/') : NULL;

            inside = plain.length > 0;
            plain.length = slash ? (size_t)(slash - plain.data) : 0;
            if (plain.data)
                plain.data[plain.length] = '\0';
        } else if (*part && strcmp(part, ".") != 0) {
            mlf_buf_printf(&plain, "%s%s", plain.length ? "/" : "", part);
        }
    }
    free(joined);
    if (inside && plain.length > 0)
        return mlf_buf_take(&plain, err);
    mlf_buf_free(&plain);
    return NULL;
}

/* The photo where the file says, else one of that name, or of the file's own, beside the
 * file or in images/. */
char *labelme_photo(const struct mlf_dataset *dataset, const char *file, const char *image_path, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *named = image_path ? image_path : "";
    char *beside = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, err);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    const char *folders[] = {beside, "images", ""};
    const char *name = strrchr(named, '\\');
    char *plain = beside && *named ? plain_path(beside, named, err) : NULL;
    char *photo = NULL;

    name = name && !strchr(name, '/') ? name + 1 : mlf_path_base(named);
    if (beside && stem) {
        if (plain && mlf_is_file(dataset->images, plain))
            photo = mlf_strdup(plain, err);
        if (!photo && *name)
            photo = mlf_find_photo(dataset, folders, 3, name, err);
        if (!photo)
            photo = mlf_find_photo(dataset, folders, 3, stem, err);
        if (!photo && !(err && err->text[0]))
            photo = plain    ? mlf_strdup(plain, err)
                    : *named ? mlf_strdup(named, err)
                             : mlf_strf(err, "%s%s%s.jpg", beside, *beside ? "/" : "", stem);
    }
    free(beside);
    free(stem);
    free(plain);
    return photo;
}
