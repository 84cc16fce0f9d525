/* The live loop: while somebody decides, the labels are judged again by what is decided, by mlfix-rank itself. So what
 * the page shows is what `mlfix-rank --reviewed` gives for the same decisions. It stays (--stay), and keeps what does
 * not depend on labels. */
#ifndef MLFIX_SERVE_LIVE_H
#define MLFIX_SERVE_LIVE_H

#include <stdint.h>

#include "mlfix/base/buf.h"
#include "partner.h"

struct mlf_err;
struct serve_kept;
struct serve_made_with;
struct serve_review;
struct serve_task;

struct serve_live {
    const struct serve_review *review; /* all borrowed */
    const struct serve_kept *kept;
    const struct serve_made_with *made;
    const char *flags;            /* a file of what is decided, written anew each time */
    int jobs;                     /* threads */
    void (*ended)(void *context); /* called on another thread when there is news */
    void *context;
    char *records;                /* what is judged again; NULL: nothing can be */
    struct serve_task *task;      /* at work */
    struct serve_partner partner; /* mlfix-rank; the task's while there is one */
    uint64_t asked;               /* kept->decided when it began */
    uint64_t seen;                /* kept->decided when serve_live_tend looked last, */
    double since;                 /* and when it was another */
    uint64_t rounds;              /* judgements that came */
    struct mlf_buf news;          /* the last one: members of a JSON object */
};

/* Finds out whether labels can be judged again: the review's folder has to have records and vectors. The members up to
 * `context` are set before. */
int serve_live_open(struct serve_live *live, struct mlf_err *err);

/* To be called often, with nobody else at `kept`: begins to judge where there were decisions and none for a moment, and
 * takes what has come. Returns 1 where it was the news that changed, 0 where nothing did. */
int serve_live_tend(struct serve_live *live);

/* No task may run any more (serve_task_await_all). */
void serve_live_close(struct serve_live *live);

#endif
