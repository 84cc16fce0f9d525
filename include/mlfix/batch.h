/* Parallel work whose result does not depend on the number of threads: the
 * caller cuts the work into fixed pieces, each piece's arithmetic runs on one
 * thread, and results are taken in the order of the pieces. */
#ifndef MLFIX_BATCH_H
#define MLFIX_BATCH_H

#include <stddef.h>

struct mlf_err;

/* Calls work(context, piece, worker, err) once for each piece in 0..n-1, on up
 * to `jobs` threads. `worker` is 0..jobs-1 and names the thread, for scratch
 * memory; which worker gets which piece is not fixed, so nothing in a result
 * may depend on it. After a failure no new pieces start; the error of the
 * lowest failed piece is the one reported. jobs < 1 counts as 1. */
int mlf_parallel(size_t n, int jobs, int (*work)(void *context, size_t piece, int worker, struct mlf_err *err),
                 void *context, struct mlf_err *err);

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

/* The number of processors this process may use, at least 1. */
int mlf_processors(void);

#endif
