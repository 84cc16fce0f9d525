
#include "mlfix/base/folder-list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"

struct listing {
    const char *root;
    int (*skip)(void *context, const char *relative);
    void *context;
    char **paths;
    size_t n, capacity;
};

static int list_folder(struct listing *list, const char *relative, int depth, struct mlf_err *err);

/* Adds a file to the list or descends into a folder. Frees `relative` or keeps it. */
static int list_entry(struct listing *list, char *relative, int depth, struct mlf_err *err)
{
    char *path = mlf_path_join(list->root, relative, err);
    struct stat status, target;
    int result = path ? 0 : -1;
    int is_there = path && lstat(path, &status) == 0;
    if (path && !is_there && errno != ENOENT)
        result = mlf_fail_errno(err, "cannot look at '%s'", path);
    if (is_there) {
        int is_link = S_ISLNK(status.st_mode);
        int is_file = S_ISREG(status.st_mode) || (is_link && stat(path, &target) == 0 && S_ISREG(target.st_mode));
        if (S_ISDIR(status.st_mode)) {
            if (!list->skip || !list->skip(list->context, relative))
                result = list_folder(list, relative, depth + 1, err);
        } else if (is_file) {
            result = mlf_grow(&list->paths, &list->capacity, list->n + 1, sizeof *list->paths, err);
            if (result == 0) {
                list->paths[list->n++] = relative;
                relative = NULL;
            }
        }
    }
    free(path);
    free(relative);
    return result;
}

static int list_folder(struct listing *list, const char *relative, int depth, struct mlf_err *err)
{
    if (depth > MLF_LIMIT_FOLDERS_DEEP)
        return mlf_fail(err, "'%s' below '%s' lies over %d folders deep: name a folder further down", relative,
                        list->root, MLF_LIMIT_FOLDERS_DEEP);
    char *path = *relative ? mlf_path_join(list->root, relative, err) : mlf_strdup(list->root, err);
    if (!path)
        return -1;
    DIR *folder = opendir(path);
    int result = folder ? 0 : mlf_fail_errno(err, "cannot open '%s'", path);
    while (result == 0) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno)
                result = mlf_fail_errno(err, "cannot read the folder '%s'", path);
            break;
        }
        if (entry->d_name[0] == '.')
            continue;
        char *name = mlf_path_join(relative, entry->d_name, err);
        result = name ? list_entry(list, name, depth, err) : -1;
    }
    if (folder)
        closedir(folder);
    free(path);
    return result;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int mlf_folder_list(const char *root, int (*skip)(void *context, const char *relative), void *context, char ***paths,
                    size_t *n, struct mlf_err *err)
{
    struct listing list = {.root = root && *root ? root : ".", .skip = skip, .context = context};
    if (list_folder(&list, "", 0, err)) {
        mlf_folder_list_free(list.paths, list.n);
        return -1;
    }
    if (list.n)
        qsort(list.paths, list.n, sizeof *list.paths, compare);
    *paths = list.paths;
    *n = list.n;
    return 0;
}

void mlf_folder_list_free(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
}
