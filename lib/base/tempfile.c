#include "mlfix/base/tempfile.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"

/* The files that are to be removed when a signal ends the process. The handler may
 * hardly call anything but unlink, so this is an array of fixed size; an entry is set
 * only after its path is complete, and cleared before the path is freed. */
enum { SLOTS = 1 << 16 };
static char *volatile pending[SLOTS];
static int next_slot; /* where to look for a free one first */
static pthread_mutex_t pending_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t handlers_once = PTHREAD_ONCE_INIT;

static void remove_pending(int number)
{
    for (int i = 0; i < SLOTS; i++)
        if (pending[i])
            unlink(pending[i]);
    signal(number, SIG_DFL);
    raise(number);
}

static void install_handlers(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old;
        if (sigaction(numbers[i], NULL, &old) || old.sa_handler != SIG_DFL)
            continue; /* ignored by nohup, or someone else's business */
        struct sigaction action = {.sa_handler = remove_pending};
        sigemptyset(&action.sa_mask);
        sigaction(numbers[i], &action, NULL);
    }
}

/* -1 where the list is full: the file is then not removed on a signal. */
static int remember(char *path)
{
    pthread_once(&handlers_once, install_handlers);
    int slot = -1;
    pthread_mutex_lock(&pending_lock);
    for (int i = 0; i < SLOTS && slot < 0; i++) {
        int at = (next_slot + i) % SLOTS;
        if (!pending[at]) {
            pending[at] = path;
            slot = at;
            next_slot = (at + 1) % SLOTS;
        }
    }
    pthread_mutex_unlock(&pending_lock);
    return slot;
}

static void forget(int slot)
{
    if (slot < 0)
        return;
    pthread_mutex_lock(&pending_lock);
    pending[slot] = NULL;
    pthread_mutex_unlock(&pending_lock);
}

static void release(struct mlf_tempfile *temp)
{
    forget(temp->slot);
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
    return mlf_tempfile_open_as(temp, target, ".mlfix-", err);
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
    temp->target = mlf_strdup(target, err);
    temp->temporary = mlf_strf(err, "%s%sXXXXXX", folder, prefix);
    free(folder);
    if (!temp->target || !temp->temporary) {
        release(temp);
        return -1;
    }
    int fd = mkostemp(temp->temporary, O_CLOEXEC);
    if (fd < 0) {
        mlf_fail_errno(err, "cannot write '%s'", target);
        release(temp);
        return -1;
    }
    temp->slot = remember(temp->temporary);
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

int mlf_tempfile_close(struct mlf_tempfile *temp, int durable, struct mlf_err *err)
{
    FILE *file = temp->file;
    temp->file = NULL;
    int failed = fflush(file) || ferror(file) || (durable && fsync(fileno(file)));
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
    if (temp->file && mlf_tempfile_close(temp, 0, err)) {
        mlf_tempfile_discard(temp);
        return -1;
    }
    if (rename(temp->temporary, temp->target)) {
        mlf_fail_errno(err, "cannot write '%s'", temp->target);
        mlf_tempfile_discard(temp);
        return -1;
    }
    release(temp);
    return 0;
}

void mlf_tempfile_discard(struct mlf_tempfile *temp)
{
    if (!temp->temporary)
        return;
    if (temp->file)
        fclose(temp->file);
    unlink(temp->temporary);
    release(temp);
}
