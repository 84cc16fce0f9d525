/* A program that stays and answers a line at a time: what it keeps in memory makes the next answer quick. */
#ifndef MLFIX_SERVE_PARTNER_H
#define MLFIX_SERVE_PARTNER_H

#include <sys/types.h>

struct mlf_err;
struct serve_job;

struct serve_partner {
    pid_t child;       /* 0: it does not run */
    int in, out, said; /* our ends of its standard input, output and errors */
};

/* Begins the job's program where it does not run, tells it job->line, and takes its answer, up to an empty line, which
 * is left out. job->status is 0 then; where it ended instead, that with which it did, and the next line begins it anew.
 * Returns -1 where it could not be begun. By one thread at a time. */
int serve_partner_ask(struct serve_partner *partner, struct serve_job *job, struct mlf_err *err);

/* Ends the program, and waits until it has ended. */
void serve_partner_close(struct serve_partner *partner);

#endif
