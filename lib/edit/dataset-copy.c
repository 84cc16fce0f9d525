#include "mlfix/edit/dataset-copy.h"

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
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
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
    int shared = mlf_share_contents(from, to);
    return shared ? (shared > 0 ? 0 : -1) : copy_by_hand(from, to);
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

struct tree {
    const char *root, *target;
    size_t done; /* entries */
};

#define COPYING "copy the dataset"

static int is_ours(const char *name)
{
    return strcmp(name, ".mlfix") == 0 || strncmp(name, ".mlfix-", 7) == 0;
}

static int copy_folder(struct tree *tree, const char *relative, int depth, struct mlf_err *err);

/* Copies what `relative` names below the root. */
static int copy_entry(struct tree *tree, const char *relative, int depth, struct mlf_err *err)
{
    char *from = mlf_path_join(tree->root, relative, err), *to = mlf_path_join(tree->target, relative, err);
    struct stat status;
    int result = -1;

    mlf_progress(COPYING, tree->done++, 0);
    if (!from || !to)
        goto done;
    if (lstat(from, &status))
        mlf_fail_errno(err, "cannot read '%s'", from);
    else if (S_ISREG(status.st_mode))
        result = copy_file(from, to, &status, err);
    else if (S_ISLNK(status.st_mode))
        result = copy_link(tree->root, relative, from, to, err);
    else if (!S_ISDIR(status.st_mode))
        mlf_fail(err, "cannot copy '%s': it is neither file, folder nor link", from);
    else if (mkdir(to, 0700))
        mlf_fail_errno(err, "cannot make the folder '%s'", to);
    else if (copy_folder(tree, relative, depth, err) == 0)
        result = chmod(to, (status.st_mode & 07777) | 0700) ? mlf_fail_errno(err, "cannot write '%s'", to) : 0;
done:
    free(from);
    free(to);
    return result;
}

/* Copies what is in a folder, "" being the root, into its copy, which is there. */
static int copy_folder(struct tree *tree, const char *relative, int depth, struct mlf_err *err)
{
    char *path = *relative ? mlf_path_join(tree->root, relative, err) : mlf_strdup(tree->root, err);
    DIR *folder = path ? opendir(path) : NULL;
    int result = folder || !path ? 0 : mlf_fail_errno(err, "cannot read '%s'", path);

    if (!path)
        return -1;
    if (depth > MLF_LIMIT_FOLDERS_DEEP)
        result =
            mlf_fail(err, "'%s' lies over %d folders deep: name a folder further down", path, MLF_LIMIT_FOLDERS_DEEP);
    while (!result) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno)
                result = mlf_fail_errno(err, "cannot read '%s'", path);
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_ours(entry->d_name))
            continue;
        char *inner = mlf_path_join(relative, entry->d_name, err);
        result = inner ? copy_entry(tree, inner, depth + 1, err) : -1;
        free(inner);
    }
    if (folder)
        closedir(folder);
    free(path);
    return result;
}

static int copy_tree(const char *root, const char *target, struct mlf_err *err)
{
    struct tree tree = {root, target, 0};
    struct stat status;
    int result = copy_folder(&tree, "", 0, err);

    mlf_progress_leave(COPYING);
    if (!result && (stat(root, &status) || chmod(target, (status.st_mode & 07777) | 0700)))
        result = mlf_fail_errno(err, "cannot write '%s'", target);
    return result;
}

/* ---- Beginning and committing ---- */

static int is_empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int empty = folder != NULL;

    while (empty && (errno = 0, entry = readdir(folder)))
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    empty = empty && errno == 0;
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
