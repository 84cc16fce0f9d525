#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"

extern char **environ;

int serve_job_add(struct serve_job *job, const char *argument, struct mlf_err *err)
{
    if (job->n == SERVE_JOB_ARGUMENTS)
        return mlf_fail(err, "there are too many arguments");
    char *copy = mlf_strdup(argument, err);
    if (!copy)
        return -1;
    job->arguments[job->n++] = copy;
    return 0;
}

/* The path of a program that stands beside this one; its name alone where it does not. In new memory. */
static char *find_program(const char *name, struct mlf_err *err)
{
    char own[PATH_MAX];
    if (mlf_own_path(own, sizeof own) == 0) {
        own[mlf_path_base(own) - own] = '\0';
        char *path = mlf_path_join(own, name, err);
        if (!path || access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return mlf_strdup(name, err);
}

static int spawn(const struct serve_job *job, const char *program, int in, int out, int said, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    if (posix_spawn_file_actions_init(&actions))
        return ENOMEM;
    if (posix_spawnattr_init(&attributes)) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP); /* Ctrl-C is for the server, which waits */
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    int failed = (in < 0 ? posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
                         : posix_spawn_file_actions_adddup2(&actions, in, 0)) ||
                 posix_spawn_file_actions_adddup2(&actions, out, 1) ||
                 posix_spawn_file_actions_adddup2(&actions, said, 2) ||
                 (job->folder && posix_spawn_file_actions_addchdir_np(&actions, job->folder));
    failed = failed ? ENOMEM : posix_spawnp(child, program, &actions, &attributes, job->arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

int serve_job_spawn(const struct serve_job *job, int in, int out, int said, pid_t *child, struct mlf_err *err)
{
    char *program = find_program(job->arguments[0], err);
    if (!program)
        return -1;
    errno = spawn(job, program, in, out, said, child);
    free(program);
    return errno ? mlf_fail_errno(err, "cannot run %s", job->arguments[0]) : 0;
}

int serve_job_drain(int fd, struct mlf_buf *buf, int *cut)
{
    char bytes[1 << 16];
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
        return 1;
    if (got <= 0)
        return 0;
    if (buf->length + (size_t)got <= SERVE_JOB_TAKEN)
        mlf_buf_add(buf, bytes, (size_t)got);
    else
        *cut = 1;
    return 1;
}

static void listen_to(struct serve_job *job, int out, int said)
{
    struct pollfd open[] = {{.fd = out, .events = POLLIN}, {.fd = said, .events = POLLIN}};
    while (open[0].fd >= 0 || open[1].fd >= 0) {
        if (poll(open, 2, -1) < 0 && errno != EINTR)
            return;
        if (open[0].revents && !serve_job_drain(out, &job->out, &job->cut))
            open[0].fd = -1;
        if (open[1].revents && !serve_job_drain(said, &job->said, &job->cut))
            open[1].fd = -1;
        open[0].revents = open[1].revents = 0;
    }
}

int serve_job_run(struct serve_job *job, struct mlf_err *err)
{
    int out[2], said[2], status = 0;
    pid_t child;
    if (mlf_pipe(out))
        return mlf_fail_errno(err, "cannot run %s", job->arguments[0]);
    if (mlf_pipe(said)) {
        mlf_fail_errno(err, "cannot run %s", job->arguments[0]);
        close(out[0]);
        close(out[1]);
        return -1;
    }
    int failed = serve_job_spawn(job, -1, out[1], said[1], &child, err);
    close(out[1]);
    close(said[1]);
    if (!failed) {
        listen_to(job, out[0], said[0]);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
        job->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    close(out[0]);
    close(said[0]);
    return failed ? -1 : mlf_buf_check(&job->out, err) | mlf_buf_check(&job->said, err);
}

void serve_job_free(struct serve_job *job)
{
    for (size_t i = 0; i < job->n; i++)
        free(job->arguments[i]);
    free(job->folder);
    free(job->line);
    mlf_buf_free(&job->out);
    mlf_buf_free(&job->said);
    *job = (struct serve_job){0};
}
