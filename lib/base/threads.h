#ifndef MLFIX_THREADS_H
#define MLFIX_THREADS_H

#include <stddef.h>

/* Runs run(worker i) for each of the n workers (`size` bytes each), the first on
 * the calling thread, and waits for all. Where threads cannot be had the others
 * do the work: run() must take its share from a common list. */
void mlf_threads_run(int n, void *(*run)(void *worker), void *workers, size_t size);

#endif
