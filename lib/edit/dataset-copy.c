#include "mlfix/edit/dataset-copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/tempfile.h"

/* ---- Files ---- */

static int copy_by_hand(int from, int to)
{
    char chunk[1 << 16];
    ssize_t got;

    while ((got = read(from, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        for (ssize_t done = 0, put; done < got; done += put) {
            put = write(to, chunk + done, (size_t)(got - done));
            if (put < 0)
                return -1;
        }
        if (got < 0)
            return -1;
    }
    return 0;
}

/* Copies a file's contents in the way that costs least. */
static int copy_bytes(int from, int to)
{
    ssize_t got;
    int begun = 0;

    if (ioctl(to, FICLONE, from) == 0)
        return 0;
    while ((got = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0)) > 0)
        begun = 1;
    if (got == 0 && begun)
        return 0;
    /* The call does not work between these filesystems; or the file is empty, or one of those
     * (as in /proc) that only seem to be. Then it is copied by hand. */
    return got < 0 && begun ? -1 : copy_by_hand(from, to);
}

static int copy_file(const char *from, const char *to, const struct stat *status, struct mlf_err *err)
{
    struct timespec times[2] = {status->st_atim, status->st_mtim};
    int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK), out = -1, failed = 1;

    if (in < 0) {
        mlf_fail_errno(err, "cannot open '%s'", from);
        return -1;
    }
    /* The copy is its owner's to correct, also where nobody may write to the dataset. */
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0 || copy_bytes(in, out) || fchmod(out, (status->st_mode & 07777) | 0200) || futimens(out, times))
        mlf_fail_errno(err, "cannot write '%s'", to);
    else
        failed = 0;
    if (out >= 0 && close(out) && !failed)
        failed = mlf_fail_errno(err, "cannot write '%s'", to);
    close(in);
    return failed ? -1 : 0;
}

/* A relative link that leads out of the root becomes absolute, so that the
 * copy's photos are found wherever it lies. */
static int copy_link(const char *root, const char *relative, const char *from, const char *to, struct mlf_err *err)
{
    char text[4096], *real = NULL;
    ssize_t n = readlink(from, text, sizeof text - 1);
    struct stat status;
    int failed;

    if (n < 0 || n == (ssize_t)sizeof text - 1)
        return mlf_fail(err, "cannot read the link '%s'", from);
    text[n] = '\0';
    if (*text != '/' && stat(from, &status) == 0) {
        int inside = mlf_path_resolves_inside(root, relative, err);
        if (inside < 0)
            return -1;
        real = inside ? NULL : realpath(from, NULL);
    }
    failed = symlink(real ? real : text, to) != 0;
    free(real);
    return failed ? mlf_fail_errno(err, "cannot write '%s'", to) : 0;
}

/* ---- The tree ---- */

static int is_ours(const FTSENT *entry)
{
    return strcmp(entry->fts_name, ".mlfix") == 0 || strncmp(entry->fts_name, ".mlfix-", 7) == 0;
}

static int copy_entry(FTS *walk, FTSENT *entry, const char *root, size_t root_length, const char *target,
                      struct mlf_err *err)
{
    const char *relative = entry->fts_path + root_length;
    char *to;
    int result = 0;

    while (*relative == '/')
        relative++;
    if (entry->fts_level > 0 && is_ours(entry))
        return fts_set(walk, entry, FTS_SKIP);
    to = *relative ? mlf_path_join(target, relative, err) : mlf_strdup(target, err);
    if (!to)
        return -1;
    switch (entry->fts_info) {
    case FTS_D:
        if (entry->fts_level > 0 && mkdir(to, 0700))
            result = mlf_fail_errno(err, "cannot make the folder '%s'", to);
        break;
    case FTS_DP:
        if (chmod(to, (entry->fts_statp->st_mode & 07777) | 0700))
            result = mlf_fail_errno(err, "cannot write '%s'", to);
        break;
    case FTS_F:
        result = copy_file(entry->fts_path, to, entry->fts_statp, err);
        break;
    case FTS_SL:
    case FTS_SLNONE:
        result = copy_link(root, relative, entry->fts_path, to, err);
        break;
    case FTS_DEFAULT:
        result = mlf_fail(err, "cannot copy '%s': it is neither file, folder nor link", entry->fts_path);
        break;
    default:
        errno = entry->fts_errno;
        result = mlf_fail_errno(err, "cannot read '%s'", entry->fts_path);
    }
    free(to);
    return result;
}

#define COPYING "copy the dataset"

static int copy_tree(const char *root, const char *target, struct mlf_err *err)
{
    char *copy = mlf_strdup(root, err);
    char *paths[2] = {copy, NULL};
    FTS *walk = copy ? fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL) : NULL;
    FTSENT *entry;
    int result = 0;
    size_t done = 0;

    if (!walk) {
        result = mlf_fail_errno(err, "cannot read '%s'", root);
        goto done;
    }
    while (!result && (errno = 0, entry = fts_read(walk))) {
        mlf_progress(COPYING, done++, 0);
        result = copy_entry(walk, entry, root, strlen(root), target, err);
    }
    mlf_progress_leave(COPYING);
    if (!result && errno)
        result = mlf_fail_errno(err, "cannot read '%s'", root);
    fts_close(walk);
done:
    free(copy);
    return result;
}

/* ---- Beginning and committing ---- */

static int is_empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int empty = folder != NULL;

    while (empty && (entry = readdir(folder)))
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (folder)
        closedir(folder);
    return empty;
}

/* Whether `folder` is `root` or lies in it: 1, 0, or -1 on error. */
static int lies_in(const char *root, const char *folder, struct mlf_err *err)
{
    char *outer = realpath(root, NULL), *inner = realpath(folder, NULL);
    size_t n = outer ? strlen(outer) : 0;
    int inside = -1;

    if (!outer || !inner)
        mlf_fail_errno(err, "cannot open '%s'", outer ? folder : root);
    else
        inside = n == 1 || (strncmp(inner, outer, n) == 0 && (!inner[n] || inner[n] == '/'));
    free(outer);
    free(inner);
    return inside;
}

int mlf_dataset_copy_begin(struct mlf_dataset_copy *copy, const char *root, const char *target, struct mlf_err *err)
{
    size_t length = strlen(target);
    struct stat status;
    char *parent = NULL;
    int inside, result = -1;

    *copy = (struct mlf_dataset_copy){0};
    while (length > 1 && target[length - 1] == '/')
        length--;
    copy->target = mlf_strndup(target, length, err);
    parent = copy->target ? mlf_strndup(copy->target, (size_t)(mlf_path_base(copy->target) - copy->target), err) : NULL;
    if (!parent)
        goto done;
    if (!*mlf_path_base(copy->target) || strcmp(mlf_path_base(copy->target), "..") == 0 ||
        (lstat(copy->target, &status) == 0 && !is_empty_folder(copy->target))) {
        mlf_fail(err, "'%s' exists and is not an empty folder: give -o a new name", target);
        goto done;
    }
    if (*parent && mlf_path_make_folders(parent, err))
        goto done;
    inside = lies_in(root, *parent ? parent : ".", err);
    if (inside) {
        if (inside > 0)
            mlf_fail(err, "'%s' lies in the dataset itself: give -o a name outside", target);
        goto done;
    }
    if (mlf_tempfolder_make(&copy->temporary, parent, err))
        goto done;
    result = copy_tree(root, copy->temporary.path, err);
done:
    free(parent);
    if (result)
        mlf_dataset_copy_discard(copy);
    return result;
}

int mlf_dataset_copy_commit(struct mlf_dataset_copy *copy, struct mlf_err *err)
{
    int failed = mlf_tempfolder_commit(&copy->temporary, copy->target, err);

    mlf_dataset_copy_discard(copy);
    return failed;
}

void mlf_dataset_copy_discard(struct mlf_dataset_copy *copy)
{
    mlf_tempfolder_discard(&copy->temporary);
    free(copy->target);
    *copy = (struct mlf_dataset_copy){0};
}
