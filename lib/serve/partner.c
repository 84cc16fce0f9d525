#include "partner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job.h"
#include "mlfix/base/err.h"
#include "mlfix/base/portable.h"

static int begin(struct serve_partner *partner, struct serve_job *job, struct mlf_err *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, said[2] = {-1, -1}, result = -1;
    if (mlf_pipe(in) || mlf_pipe(out) || mlf_pipe(said))
        mlf_fail_errno(err, "cannot run %s", job->arguments[0]);
    else
        result = serve_job_spawn(job, in[0], out[1], said[1], &partner->child, err);
    int theirs[] = {in[0], out[1], said[1]}, ours[] = {in[1], out[0], said[0]};
    for (int i = 0; i < 3; i++) {
        if (theirs[i] >= 0)
            close(theirs[i]);
        if (result && ours[i] >= 0)
            close(ours[i]);
    }
    if (result) {
        partner->child = 0;
        return -1;
    }
    partner->in = in[1];
    partner->out = out[0];
    partner->said = said[0];
    return 0;
}

/* It has ended, or is to. */
static int wait_for_end(struct serve_partner *partner)
{
    int status = 0;
    close(partner->in);
    close(partner->out);
    close(partner->said);
    while (waitpid(partner->child, &status, 0) < 0 && errno == EINTR)
        ;
    *partner = (struct serve_partner){0};
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Returns 0 where nobody listens any more. */
static int tell(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return 0;
        text += written;
        length -= (size_t)written;
    }
    return 1;
}

/* Whether the answer is whole: an empty line ends it. */
static int is_whole(const struct mlf_buf *out)
{
    size_t n = out->length;
    return n > 0 && out->data[n - 1] == '\n' && (n == 1 || out->data[n - 2] == '\n');
}

/* Takes the answer. Returns 0 where the program ended before it was whole. */
static int listen_to(struct serve_partner *partner, struct serve_job *job)
{
    struct pollfd open[] = {{.fd = partner->out, .events = POLLIN}, {.fd = partner->said, .events = POLLIN}};
    while (open[0].fd >= 0) {
        if (poll(open, 2, -1) < 0 && errno != EINTR)
            return 0;
        if (open[1].revents && !serve_job_drain(partner->said, &job->said, &job->cut))
            open[1].fd = -1;
        if (open[0].revents && !serve_job_drain(partner->out, &job->out, &job->cut))
            open[0].fd = -1;
        open[0].revents = open[1].revents = 0;
        if (job->cut)
            return 0;
        if (is_whole(&job->out)) {
            job->out.data[--job->out.length] = '\0';
            return 1;
        }
    }
    while (open[1].fd >= 0 && serve_job_drain(partner->said, &job->said, &job->cut))
        ;
    return 0;
}

/* Asks once. Returns 1 where there is an answer, 0 where the program ended without one, -1 where it could not be begun.
 */
static int ask(struct serve_partner *partner, struct serve_job *job, struct mlf_err *err)
{
    if (partner->child == 0 && begin(partner, job, err))
        return -1;
    job->status = 0;
    int told = tell(partner->in, job->line, strlen(job->line)) && tell(partner->in, "\n", 1);
    if (listen_to(partner, job) && told)
        return 1;
    int status = wait_for_end(partner);
    job->status = status ? status : 2;
    return 0;
}

int serve_partner_ask(struct serve_partner *partner, struct serve_job *job, struct mlf_err *err)
{
    int waited = partner->child != 0, result = ask(partner, job, err);
    if (result == 0 && waited && job->out.length == 0 && job->said.length == 0)
        result = ask(partner, job, err); /* somebody ended it while it waited */
    if (result < 0)
        return -1;
    return mlf_buf_check(&job->out, err) | mlf_buf_check(&job->said, err);
}

void serve_partner_close(struct serve_partner *partner)
{
    if (partner->child)
        wait_for_end(partner);
}
