/* A stream of items through one reader, many workers and one writer, in the reader's
 * order. */
#ifndef MLFIX_BASE_PIPELINE_H
#define MLFIX_BASE_PIPELINE_H

#include <stddef.h>

struct mlf_err;

/* A stream of items through one reader, many workers and one writer; the
 * writer sees items in the reader's order. read() and write() are each called
 * by one thread at a time; at most 4 * jobs items are under way, so memory is
 * bounded by the size of an item. An item is whatever the caller finds worth
 * handing over: a batch of records, a photo with all its boxes. */
struct mlf_pipeline {
    /* Returns the next item, or NULL at the end; NULL with *failed = 1 and an
     * error on failure. */
    void *(*read)(void *context, int *failed, struct mlf_err *err);
    int (*compute)(void *context, void *item, int worker, struct mlf_err *err);
    int (*write)(void *context, void *item, struct mlf_err *err);
    /* Frees an item: after write(), and for items left over after a failure. */
    void (*release)(void *context, void *item);
    void *context;
};

/* 0, or -1 with the error of the earliest item that failed: what stands before
 * it in the stream has been written, nothing behind it is. */
int mlf_pipeline_run(const struct mlf_pipeline *pipeline, int jobs, struct mlf_err *err);

#endif
