/* A program that runs while the server goes on to answer: on a thread of its own. */
#ifndef MLFIX_SERVE_TASK_H
#define MLFIX_SERVE_TASK_H

#include "job.h"
#include "mlfix/base/err.h"

struct serve_partner;

struct serve_task {
    struct serve_job job;
    struct serve_partner *partner; /* borrowed: the job's program stays (partner.h); NULL: it runs once */
    int failed;                    /* it could not be run: err says why */
    struct mlf_err err;
    double seconds;               /* that it took */
    void (*ended)(void *context); /* called on the thread when it is done */
    void *context;
    int done, left; /* under a lock */
};

/* Makes a task, to whose job arguments can be added. NULL and an error where memory is short. */
struct serve_task *serve_task_new(void (*ended)(void *context), void *context, struct mlf_err *err);

/* Begins it. On an error it is freed. */
int serve_task_start(struct serve_task *task, struct mlf_err *err);

/* Frees one that was not begun. */
void serve_task_drop(struct serve_task *task);

int serve_task_is_done(struct serve_task *task);

/* Nobody wants it any more: it is freed, now or when it is done. NULL is allowed. */
void serve_task_leave(struct serve_task *task);

/* Waits until no task runs any more. */
void serve_task_await_all(void);

#endif
