/* See find-folders.h. */

#include "mlfix/dataset/find-folders.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/files.h"

#define DEEPEST 4

/* Whether the folder surely has none in it: file systems that count the links of folders have two for such a one. A
 * folder of a million photos need not be listed then. */
static int has_no_folders(const char *root, const char *relative)
{
    char *path = *relative ? mlf_path_join(root, relative, NULL) : mlf_strdup(root, NULL);
    struct stat info;
    int has_none = path && !stat(path, &info) && info.st_nlink == 2;

    free(path);
    return has_none;
}

static int search(const char *root, const char *relative, int depth, int (*is)(const char *root, const char *relative),
                  struct mlf_string_set *found, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = 0;

    if (is(root, relative))
        return mlf_string_set_add(found, relative, NULL, NULL, err);
    if (depth == DEEPEST || has_no_folders(root, relative))
        return 0;
    result = mlf_folder_entries(root, relative, 1, &folders, err);
    for (size_t i = 0; i < folders.n && !result; i++) {
        char *folder = mlf_below(relative, folders.items[i], err);

        result = folder ? search(root, folder, depth + 1, is, found, err) : -1;
        free(folder);
    }
    mlf_string_set_free(&folders);
    return result;
}

int mlf_folders_that_are(const char *root, int (*is)(const char *root, const char *relative),
                         struct mlf_string_set *found, struct mlf_err *err)
{
    return search(root, "", 0, is, found, err);
}

int mlf_folder_is_called(const char *root, const char *relative, const char *name)
{
    char *real = *relative ? NULL : realpath(root, NULL);
    const char *path = real ? real : *relative ? relative : root;
    int is = !strcmp(mlf_path_base(path), name);

    free(real);
    return is;
}

int mlf_files_in_folders(const char *root, int (*is)(const char *root, const char *relative), const char *extension,
                         struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = mlf_folders_that_are(root, is, &folders, err);

    for (size_t i = 0; i < folders.n && !result; i++)
        result = mlf_files_below(root, folders.items[i], extension, files, err);
    mlf_string_set_free(&folders);
    return result;
}
