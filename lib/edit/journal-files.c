#include "journal-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/base/tempfile.h"

char *mlf_journal_files_target(const char *root, const char *file, struct mlf_err *err)
{
    char *path = NULL, *real = NULL;
    struct stat status, link;
    int inside;

    if (!mlf_path_is_inside(file)) {
        mlf_fail(err, "'%s' is not a name inside the dataset", file);
        return NULL;
    }
    inside = mlf_path_resolves_inside(root, file, err);
    if (inside < 1) {
        if (inside == 0)
            mlf_fail(err, "'%s' is a link that leads out of the dataset: it is not written to", file);
        return NULL;
    }
    path = mlf_path_join(root, file, err);
    real = path ? realpath(path, NULL) : NULL;
    if (!real || lstat(path, &link) || stat(real, &status))
        mlf_fail_errno(err, "cannot open '%s'", path ? path : file);
    else if (!S_ISREG(status.st_mode))
        mlf_fail(err, "'%s' is not a file", file);
    else if (S_ISLNK(link.st_mode) && !(status.st_mode & 0222)) /* a store of contents: git-annex, DVC */
        mlf_fail(err,
                 "'%s' is a link to a read-only file, whose contents others may share: put a copy in its place, or "
                 "write a corrected copy of the dataset with -o DIR",
                 file);
    else {
        free(path);
        return real;
    }
    free(path);
    free(real);
    return NULL;
}

void mlf_journal_files_sweep(const char *target)
{
    char *path = mlf_strndup(target, (size_t)(mlf_path_base(target) - target), NULL);
    DIR *folder = path ? opendir(*path ? path : ".") : NULL;
    struct dirent *entry;
    struct stat status;

    while (folder && (entry = readdir(folder))) {
        if (strncmp(entry->d_name, MLF_STAGING_PREFIX, strlen(MLF_STAGING_PREFIX)) == 0 &&
            fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
            unlinkat(dirfd(folder), entry->d_name, 0); /* a file that cannot be removed is hidden and does no harm */
    }
    if (folder)
        closedir(folder);
    if (path)
        mlf_tempfile_sweep(path);
    free(path);
}

/* Makes the folder of root/to, level by level, and checks that no level leads out of root. */
static int make_parents(const char *root, const char *to, struct mlf_err *err)
{
    for (const char *slash = strchr(to, '/'); slash; slash = strchr(slash + 1, '/')) {
        char *part = mlf_strndup(to, (size_t)(slash - to), err);
        char *path = part ? mlf_path_join(root, part, err) : NULL;
        int inside = -1;
        if (path && mkdir(path, 0777) && errno != EEXIST)
            mlf_fail_errno(err, "cannot make the folder '%s'", path);
        else if (path)
            inside = mlf_path_resolves_inside(root, part, err);
        if (inside == 0)
            mlf_fail(err, "'%s' is a link that leads out of the dataset: it is not written to", part);
        free(part);
        free(path);
        if (inside < 1)
            return -1;
    }
    return 0;
}

int mlf_journal_files_move(const char *root, const char *from, const char *to, struct mlf_err *err)
{
    char *source = mlf_path_join(root, from, err), *target = mlf_path_join(root, to, err);
    int result = -1;

    if (!source || !target)
        goto done;
    if (!mlf_path_is_inside(from) || !mlf_path_is_inside(to)) {
        mlf_fail(err, "'%s' is not a name inside the dataset", mlf_path_is_inside(from) ? to : from);
        goto done;
    }
    /* A link would itself be moved, so only the folders matter. */
    if (make_parents(root, from, err) || make_parents(root, to, err))
        goto done;
    result = mlf_rename_new(source, target);
    if (result)
        mlf_fail_errno(err, "cannot move '%s' to '%s'", source, target);
done:
    free(source);
    free(target);
    return result ? -1 : 0;
}
