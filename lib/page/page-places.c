#include "page-places.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"

char *mlf_page_places_base(const char *folder, struct mlf_err *err)
{
    char from[PATH_MAX], to[PATH_MAX];
    struct mlf_buf way = {0};
    size_t same = 0, i = 0;
    if (!realpath(folder, from) || !realpath(".", to)) {
        mlf_fail_errno(err, "cannot tell the way from '%s' to the working directory", folder);
        return NULL;
    }
    /* `same` is the length of what both share, in whole folders; the root is no folder's name */
    for (; from[i] && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i;
    if ((!from[i] && (!to[i] || to[i] == '/')) || (!to[i] && from[i] == '/'))
        same = i;
    for (const char *p = from + same; *p; p++)
        if (*p == '/' && p[1])
            mlf_buf_puts(&way, "../");
    const char *rest = to + same + (to[same] == '/');
    if (*rest)
        mlf_buf_printf(&way, "%s/", rest);
    return mlf_buf_take(&way, err);
}

/* Shortens the path to the folders that it shares with another. */
static void keep_shared(char *path, const char *other)
{
    size_t i = 0, same = 0;
    for (; path[i] && path[i] == other[i]; i++)
        if (path[i] == '/')
            same = i + 1;
    path[same] = '\0';
}

/* The folder that all photos share, ended by '/', or ""; NULL with err. */
static char *shared_folder(const struct mlf_sheets *sheets, struct mlf_err *err)
{
    char *shared = NULL;
    for (size_t i = 0; i < sheets->groups.n_cells; i++) {
        struct mlf_err none = {""};
        char *image = mlf_record_string(&sheets->records->items[sheets->groups.order[i]], "image", &none);
        if (!image)
            continue;
        if (!shared)
            shared = mlf_strdup(image, err);
        if (shared)
            keep_shared(shared, image);
        if (shared && strchr(shared, '/'))
            shared[mlf_path_base(shared) - shared] = '\0';
        free(image);
    }
    return shared || err->text[0] ? shared : mlf_strdup("", err);
}

int mlf_page_places_dataset(const struct mlf_sheets *sheets, char **dataset, struct mlf_err *err)
{
    *dataset = NULL;
    if (sheets->groups.n_cells == 0)
        return 0;
    char *folder = shared_folder(sheets, err);
    if (!folder)
        return -1;
    struct mlf_err none = {""};
    char *file = mlf_lookup_text(&sheets->records->items[sheets->groups.order[0]], "source.file", &none);
    while (file && file[0] && !err->text[0]) {
        char *path = mlf_path_join(folder, file, err);
        int found = path && access(path, F_OK) == 0;
        free(path);
        size_t length = strlen(folder);
        while (length > 0 && folder[length - 1] == '/')
            folder[--length] = '\0';
        if (found) {
            *dataset = mlf_strdup(length > 0 ? folder : ".", err);
            break;
        }
        if (length == 0)
            break;
        folder[mlf_path_base(folder) - folder] = '\0';
    }
    free(file);
    free(folder);
    return err->text[0] ? -1 : 0;
}
