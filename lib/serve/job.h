/* Programs of mlfix that the server runs beside itself, one at a time, and what they say. */
#ifndef MLFIX_SERVE_JOB_H
#define MLFIX_SERVE_JOB_H

#include <stddef.h>
#include <sys/types.h>

#include "mlfix/base/buf.h"

struct mlf_err;

#define SERVE_JOB_ARGUMENTS 64

/* More of a program's output (bytes) is passed over. */
#define SERVE_JOB_TAKEN ((size_t)512 << 20)

struct serve_job {
    char *arguments[SERVE_JOB_ARGUMENTS + 1]; /* the program's name first; ended by NULL; owned */
    size_t n;
    char *folder;             /* in which it runs; owned */
    char *line;               /* what a partner is told; owned */
    struct mlf_buf out, said; /* what came on stdout and stderr */
    int cut;                  /* out is not all of it */
    int status;               /* with which it ended; 128 and more: by a signal */
};

/* Adds an argument, of which it takes a copy. */
int serve_job_add(struct serve_job *job, const char *argument, struct mlf_err *err);

/* Runs the program, which stands beside this one or in PATH, and waits for its end. Returns -1 where it could not be
 * begun. */
int serve_job_run(struct serve_job *job, struct mlf_err *err);

void serve_job_free(struct serve_job *job);

/* ---- For partners (partner.h) ---- */

/* Begins the program with these as its standard input (-1: nothing), output and errors. */
int serve_job_spawn(const struct serve_job *job, int in, int out, int said, pid_t *child, struct mlf_err *err);

/* Takes what there is to read. Returns whether more may come. */
int serve_job_drain(int fd, struct mlf_buf *buf, int *cut);

#endif
