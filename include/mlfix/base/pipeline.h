/* A stream of items that are read one by one, worked on in parallel and written in
 * the order in which they were read. */
#ifndef MLFIX_BASE_PIPELINE_H
#define MLFIX_BASE_PIPELINE_H

struct mlf_err;

/* read() and write() are each called by one thread at a time, compute() by several.
 * At most 4 * jobs items are in memory at once. An item is whatever the caller
 * chooses to hand over: a batch of records, or a photo with all its boxes. */
struct mlf_pipeline {
    /* Returns the next item, or NULL at the end; NULL with *failed = 1 and an
     * error on failure. */
    void *(*read)(void *context, int *failed, struct mlf_err *err);
    /* `worker` is 0..jobs-1 and names the thread. */
    int (*compute)(void *context, void *item, int worker, struct mlf_err *err);
    int (*write)(void *context, void *item, struct mlf_err *err);
    /* Frees an item: after write(), and for items left over after a failure. */
    void (*release)(void *context, void *item);
    void *context;
};

/* 0, or -1 with the error of the earliest item that failed: all items before it
 * have been written, and none behind it. */
int mlf_pipeline_run(const struct mlf_pipeline *pipeline, int jobs, struct mlf_err *err);

#endif
