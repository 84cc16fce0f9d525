/* Parallel work whose result does not depend on the number of threads: the
 * caller cuts the work into pieces that depend on the data alone, one thread does
 * the whole of a piece, and the caller adds up results in the order of the pieces. */
#ifndef MLFIX_BASE_PARALLEL_H
#define MLFIX_BASE_PARALLEL_H

#include <stddef.h>

struct mlf_err;

/* Calls work(context, piece, worker, err) once for each piece in 0..n-1, on up
 * to `jobs` threads. `worker` is 0..jobs-1 and names the thread, for scratch
 * memory; which worker gets which piece is not fixed, so nothing in a result
 * may depend on it. After a failure no new pieces start; the error of the
 * lowest failed piece is the one reported. jobs < 1 counts as 1. */
int mlf_parallel(size_t n, int jobs, int (*work)(void *context, size_t piece, int worker, struct mlf_err *err),
                 void *context, struct mlf_err *err);

/* The number of processors this process may use, at least 1. */
int mlf_processors(void);

/* Calls run() once for each of the n workers, which stand one behind the other
 * with `size` bytes each: the first on the calling thread, the others on threads of
 * their own. Returns when all are done. Where the system gives fewer threads some
 * workers are not run, so run() must take its work from a common list. */
void mlf_threads_run(int n, void *(*run)(void *worker), void *workers, size_t size);

#endif
