/* See yolo-paths.h. */

#include "yolo-paths.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

char *yolo_label_path(const char *photo, struct mlf_err *err)
{
    static const char component[] = "images/";
    const char *extension = mlf_path_extension(photo);
    const char *images = NULL;

    for (const char *at = photo; (at = strstr(at, component)); at++)
        if (at == photo || at[-1] == '/')
            images = at;
    if (!images)
        return mlf_strf(err, "%.*s.txt", (int)(extension - photo), photo);
    images += strlen(component);
    return mlf_strf(err, "%.*slabels/%.*s.txt", (int)(images - photo - (ptrdiff_t)strlen(component)), photo,
                    (int)(extension - images), images);
}

const char *yolo_skip_dots(const char *path)
{
    for (;;) {
        if (path[0] == '/')
            path++;
        else if (path[0] == '.' && (path[1] == '/' || path[1] == '\0'))
            path++;
        else
            return path;
    }
}

char *yolo_resolve(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err)
{
    const char *at = yolo_skip_dots(path);
    char *plain;
    size_t length = strlen(at);

    if (length > 4096)
        return NULL;
    if (!*at)
        return mlf_strdup("", err);
    while (length > 0 && at[length - 1] == '/')
        length--;
    if (!(plain = mlf_strndup(at, length, err)))
        return NULL;
    for (char *c = plain; *c; c++)
        if (*c == '\\')
            *c = '/';
    for (at = plain; *at;) {
        const char *slash = strchr(at, '/');

        if (mlf_path_is_inside(at) && (mlf_is_folder(dataset->root, at) || mlf_is_file(dataset->root, at))) {
            char *found = mlf_strdup(at, err);

            free(plain);
            return found;
        }
        at = slash ? yolo_skip_dots(slash + 1) : "";
    }
    free(plain);
    return NULL;
}
