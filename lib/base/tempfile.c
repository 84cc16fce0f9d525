#include "mlfix/base/tempfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"

/* How the names of temporary files and folders begin. While their owner works on them it holds a
 * lock (flock) on them, so that who gets the lock knows that the owner is gone. */
#define PREFIX ".mlfix-tmp-"

/* Descriptors from this number on are not kept for a lock: a process may have 1024. */
enum { HIGHEST_LOCK = 512 };

/* ---- What others have left ---- */

static pthread_mutex_t swept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct mlf_string_set swept; /* folders; kept until the process ends */

static void sweep_entry(int folder, const char *name)
{
    struct stat status;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && status.st_uid == geteuid() && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) &&
        flock(fd, LOCK_EX | LOCK_NB) == 0)
        mlf_cleanup_tree(folder, name);
    close(fd);
}

void mlf_tempfile_sweep(const char *path)
{
    DIR *folder;
    struct dirent *entry;
    int added = 0;

    pthread_mutex_lock(&swept_lock);
    if (mlf_string_set_add(&swept, *path ? path : ".", NULL, &added, NULL) == 0 && added &&
        (folder = opendir(*path ? path : "."))) {
        while ((entry = readdir(folder)))
            if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0)
                sweep_entry(dirfd(folder), entry->d_name);
        closedir(folder);
    }
    pthread_mutex_unlock(&swept_lock);
}

/* Takes the lock of what was just made. Returns 0 where somebody who swept the folder was faster,
 * and it is gone. */
static int lock_new(int fd)
{
    struct stat status;

    if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
        return 0;
    return fstat(fd, &status) != 0 || status.st_nlink > 0; /* a filesystem without locks is not swept */
}

/* ---- Files ---- */

static void release(struct mlf_tempfile *temp)
{
    if (temp->has_lock)
        close(temp->lock);
    free(temp->temporary);
    free(temp->target);
    *temp = (struct mlf_tempfile){.slot = -1};
}

/* The permissions a new file gets (mkstemp's are private), or those of the file
 * that is about to be replaced. */
static void set_permissions(int fd, const char *target)
{
    struct stat old;
    if (stat(target, &old) == 0) {
        if (fchmod(fd, old.st_mode & 07777) == 0)
            return;
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
}

int mlf_tempfile_open(struct mlf_tempfile *temp, const char *target, struct mlf_err *err)
{
    return mlf_tempfile_open_as(temp, target, NULL, err);
}

/* Makes the file, which is noted for the case of a signal. Returns its descriptor or -1. */
static int make(struct mlf_tempfile *temp, int is_locked)
{
    size_t length = strlen(temp->temporary);
    int fd, good;

    for (int i = 0; i < 100; i++) {
        sigset_t before;
        mlf_cleanup_enter(&before);
        fd = mkostemp(temp->temporary, O_CLOEXEC);
        good = fd >= 0 && (!is_locked || lock_new(fd));
        if (good)
            temp->slot = mlf_cleanup_note(temp->temporary);
        mlf_cleanup_leave(&before);
        if (good || fd < 0)
            return fd;
        close(fd);
        memset(temp->temporary + length - 6, 'X', 6);
    }
    errno = EAGAIN;
    return -1;
}

int mlf_tempfile_open_as(struct mlf_tempfile *temp, const char *target, const char *prefix, struct mlf_err *err)
{
    *temp = (struct mlf_tempfile){.slot = -1};
    const char *base = mlf_path_base(target);
    if (!*base)
        return mlf_fail(err, "'%s' does not name a file", target);
    char *folder = mlf_strndup(target, (size_t)(base - target), err);
    if (!folder || (*folder && mlf_path_make_folders(folder, err))) {
        free(folder);
        return -1;
    }
    if (!prefix)
        mlf_tempfile_sweep(folder);
    temp->is_shared = prefix != NULL;
    temp->target = mlf_strdup(target, err);
    temp->temporary = mlf_strf(err, "%s%sXXXXXX", folder, prefix ? prefix : PREFIX);
    free(folder);
    if (!temp->target || !temp->temporary) {
        release(temp);
        return -1;
    }
    int fd = make(temp, !prefix);
    if (fd < 0) {
        mlf_fail_errno(err, "cannot write '%s'", target);
        release(temp);
        return -1;
    }
    set_permissions(fd, target);
    temp->file = fdopen(fd, "wb");
    if (!temp->file) {
        mlf_fail_errno(err, "cannot write '%s'", target);
        close(fd);
        mlf_tempfile_discard(temp);
        return -1;
    }
    return 0;
}

/* Keeps the lock beyond the file's end, as long as descriptors are plenty. */
static void keep_lock(struct mlf_tempfile *temp)
{
    if (temp->is_shared)
        return;
    temp->lock = fcntl(fileno(temp->file), F_DUPFD_CLOEXEC, 3);
    temp->has_lock = temp->lock >= 0;
    if (temp->lock >= HIGHEST_LOCK) {
        close(temp->lock);
        temp->has_lock = 0;
    }
}

int mlf_tempfile_close(struct mlf_tempfile *temp, int durable, struct mlf_err *err)
{
    FILE *file = temp->file;
    int failed;

    keep_lock(temp);
    temp->file = NULL;
    failed = fflush(file) || ferror(file) || (durable && fsync(fileno(file)));
    if (failed)
        mlf_fail_errno(err, "cannot write '%s'", temp->target);
    if (fclose(file) && !failed) {
        failed = 1;
        mlf_fail_errno(err, "cannot write '%s'", temp->target);
    }
    return failed ? -1 : 0;
}

int mlf_tempfile_commit(struct mlf_tempfile *temp, struct mlf_err *err)
{
    sigset_t before;
    int failed;

    if (temp->file && mlf_tempfile_close(temp, 0, err)) {
        mlf_tempfile_discard(temp);
        return -1;
    }
    /* What restores a dataset (is_shared) was checked by its sum. */
    if (!temp->is_shared && mlf_memory_was_short()) {
        mlf_fail(err, "out of memory: '%s' is not written", temp->target);
        mlf_tempfile_discard(temp);
        return -1;
    }
    mlf_cleanup_enter(&before);
    failed = rename(temp->temporary, temp->target) != 0;
    if (!failed)
        mlf_cleanup_forget(temp->slot);
    mlf_cleanup_leave(&before);
    if (failed) {
        mlf_fail_errno(err, "cannot write '%s'", temp->target);
        mlf_tempfile_discard(temp);
        return -1;
    }
    release(temp);
    return 0;
}

void mlf_tempfile_discard(struct mlf_tempfile *temp)
{
    sigset_t before;

    if (!temp->temporary)
        return;
    if (temp->file)
        fclose(temp->file);
    mlf_cleanup_enter(&before);
    unlink(temp->temporary);
    mlf_cleanup_forget(temp->slot);
    mlf_cleanup_leave(&before);
    release(temp);
}

/* ---- Folders ---- */

int mlf_tempfolder_make(struct mlf_tempfolder *temp, const char *parent, struct mlf_err *err)
{
    sigset_t before;
    int made, good = 0;

    *temp = (struct mlf_tempfolder){.lock = -1, .slot = -1};
    mlf_tempfile_sweep(parent);
    temp->path = mlf_strf(err, "%s" PREFIX "XXXXXX", parent);
    if (!temp->path)
        return -1;
    for (int i = 0; i < 100 && !good; i++) {
        mlf_cleanup_enter(&before);
        made = mkdtemp(temp->path) != NULL;
        temp->lock = made ? open(temp->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        good = made && (temp->lock < 0 || lock_new(temp->lock));
        if (good)
            temp->slot = mlf_cleanup_note(temp->path);
        mlf_cleanup_leave(&before);
        if (good)
            return 0;
        if (!made)
            break;
        close(temp->lock);
        memset(temp->path + strlen(temp->path) - 6, 'X', 6);
    }
    mlf_fail_errno(err, "cannot make a folder in '%s'", *parent ? parent : ".");
    free(temp->path);
    *temp = (struct mlf_tempfolder){.lock = -1, .slot = -1};
    return -1;
}

static void release_folder(struct mlf_tempfolder *temp)
{
    if (temp->lock >= 0)
        close(temp->lock);
    free(temp->path);
    *temp = (struct mlf_tempfolder){.lock = -1, .slot = -1};
}

int mlf_tempfolder_commit(struct mlf_tempfolder *temp, const char *target, struct mlf_err *err)
{
    sigset_t before;
    int failed;

    mlf_cleanup_enter(&before);
    failed = rename(temp->path, target) != 0;
    if (!failed)
        mlf_cleanup_forget(temp->slot);
    mlf_cleanup_leave(&before);
    if (failed) {
        mlf_fail_errno(err, "cannot write '%s'", target);
        mlf_tempfolder_discard(temp);
        return -1;
    }
    release_folder(temp);
    return 0;
}

void mlf_tempfolder_discard(struct mlf_tempfolder *temp)
{
    sigset_t before;

    if (!temp->path)
        return;
    mlf_cleanup_tree(AT_FDCWD, temp->path);
    mlf_cleanup_enter(&before);
    mlf_cleanup_forget(temp->slot);
    mlf_cleanup_leave(&before);
    release_folder(temp);
}
