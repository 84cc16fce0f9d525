/* Looking at a dataset's folder. See files.h. */

#include "mlfix/dataset/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/archive.h"
#include "mlfix/base/array.h"
#include "mlfix/base/folder-list.h"
#include "mlfix/base/path.h"

/* root/relative, which may be the root itself. */
static char *path_of(const char *root, const char *relative, struct mlf_err *err)
{
    return *relative ? mlf_path_join(root, relative, err) : mlf_strdup(root, err);
}

static int has_mode(const char *root, const char *relative, mode_t wanted)
{
    char *path = path_of(root, relative, NULL);
    struct stat info;
    int has = path && !stat(path, &info) && (info.st_mode & S_IFMT) == wanted;

    free(path);
    return has;
}

int mlf_is_folder(const char *root, const char *relative)
{
    return has_mode(root, relative, S_IFDIR);
}

int mlf_is_file(const char *root, const char *relative)
{
    char *path = path_of(root, relative, NULL);
    struct stat info;
    int is =
        path && ((!stat(path, &info) && S_ISREG(info.st_mode)) || (strcasestr(path, ".tar/") && mlf_archive_has(path)));

    free(path);
    return is;
}

int mlf_archive_name(const char *root, const char *photo, char **name, struct mlf_err *err)
{
    char *path = path_of(root, photo, err);
    size_t length = path ? strlen(path) - strlen(photo) : 0; /* of the root as it stands in the path */
    size_t part = path && strcasestr(path, ".tar/") ? mlf_archive_part(path) : 0;

    free(path);
    *name = NULL;
    if (!path)
        return -1;
    if (part > 0 && part <= length)
        return 0;
    *name = mlf_strndup(photo, part ? part - length : strlen(photo), err);
    return *name ? 0 : -1;
}

static int is_passed_over(const char *name)
{
    return !strcmp(name, MLF_INVALID_FOLDER) || !strcmp(name, MLF_RESOURCE_FOLDER);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whether the entry is a folder, or a file, as wanted. Only for links, and on file systems whose
 * listings do not tell the kind, the disk is asked. */
static int is_wanted(const char *folder, const struct dirent *entry, int folders)
{
    if (entry->d_type == DT_REG || entry->d_type == DT_DIR)
        return (entry->d_type == DT_DIR) == folders;
    return has_mode(folder, entry->d_name, folders ? S_IFDIR : S_IFREG);
}

/* Entries whose names end in the extension; NULL: all. */
static int list_entries(const char *root, const char *relative, int folders, const char *extension,
                        struct mlf_string_set *names, struct mlf_err *err)
{
    char *path = path_of(root, relative, err);
    DIR *folder = path ? opendir(path) : NULL;
    char **list = NULL;
    size_t n = 0;
    size_t capacity = 0;
    int result = -1;

    if (!folder) {
        if (path && (errno == ENOENT || errno == ENOTDIR))
            result = 0;
        else if (path)
            mlf_fail_errno(err, "cannot list folder '%s'", path);
        goto done;
    }
    for (struct dirent *entry; errno = 0, (entry = readdir(folder));) {
        if (entry->d_name[0] == '.' || is_passed_over(entry->d_name) ||
            (extension && strcasecmp(mlf_path_extension(entry->d_name), extension) != 0))
            continue;
        if (!is_wanted(path, entry, folders))
            continue;
        if (mlf_grow(&list, &capacity, n + 1, sizeof *list, err) || !(list[n] = mlf_strdup(entry->d_name, err)))
            goto done;
        n++;
    }
    if (errno) {
        mlf_fail_errno(err, "cannot list folder '%s'", path);
        goto done;
    }
    if (n > 0)
        qsort(list, n, sizeof *list, by_name);
    for (size_t i = 0; i < n; i++)
        if (mlf_string_set_add(names, list[i], NULL, NULL, err))
            goto done;
    result = 0;
done:
    if (folder)
        closedir(folder);
    mlf_folder_list_free(list, n);
    free(path);
    return result;
}

int mlf_folder_entries(const char *root, const char *relative, int folders, struct mlf_string_set *names,
                       struct mlf_err *err)
{
    return list_entries(root, relative, folders, NULL, names, err);
}

int mlf_folder_files(const char *root, const char *relative, const char *extension, struct mlf_string_set *names,
                     struct mlf_err *err)
{
    return list_entries(root, relative, 0, extension, names, err);
}

static int is_passed_over_below(void *context, const char *relative)
{
    (void)context;
    return is_passed_over(mlf_path_base(relative));
}

char *mlf_below(const char *a, const char *b, struct mlf_err *err)
{
    if (!a || !*a || !strcmp(a, "."))
        return mlf_strdup(b, err);
    return *b ? mlf_strf(err, "%s/%s", a, b) : mlf_strdup(a, err);
}

/* Files below root/relative: all images (IMAGES), all others (OTHERS), or those with an extension. */
#define IMAGES NULL
#define OTHERS ""

static int is_chosen(const char *path, const char *extension)
{
    if (extension == IMAGES || !*extension)
        return mlf_path_is_image(path) == (extension == IMAGES);
    return !strcasecmp(mlf_path_extension(path), extension);
}

int mlf_files_below(const char *root, const char *relative, const char *extension, struct mlf_string_set *names,
                    struct mlf_err *err)
{
    char *top = path_of(root, relative, err);
    char **paths = NULL;
    size_t n = 0;
    int result = -1;

    if (top && access(top, F_OK) && errno == ENOENT) { /* a folder that is not there has none */
        free(top);
        return 0;
    }
    if (!top || mlf_folder_list(top, is_passed_over_below, NULL, &paths, &n, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        char *file;
        int failed;

        if (!is_chosen(paths[i], extension))
            continue;
        if (!(file = mlf_below(relative, paths[i], err)))
            goto done;
        failed = mlf_string_set_add(names, file, NULL, NULL, err);
        free(file);
        if (failed)
            goto done;
    }
    result = 0;
done:
    mlf_folder_list_free(paths, n);
    free(top);
    return result;
}

int mlf_other_files(const char *root, struct mlf_string_set *names, struct mlf_err *err)
{
    return mlf_files_below(root, "", OTHERS, names, err);
}
