#include "mlfix/base/parallel.h"

#include <pthread.h>
#ifdef __linux__
#include <sched.h>
#endif
#include <stdlib.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/progress.h"

int mlf_processors(void)
{
#ifdef __linux__
    cpu_set_t set; /* those that this process may use */
    int n = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
#else
    int n = (int)sysconf(_SC_NPROCESSORS_ONLN);
#endif
    return n > 0 ? n : 1;
}

void mlf_threads_run(int n, void *(*run)(void *worker), void *workers, size_t size)
{
    pthread_t *threads = calloc((size_t)n, sizeof *threads);
    int started = 0;
    for (int i = 1; threads && i < n; i++)
        if (pthread_create(&threads[started], NULL, run, (char *)workers + (size_t)i * size) == 0)
            started++;
    run(workers);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

struct parallel {
    int (*work)(void *, size_t, int, struct mlf_err *);
    void *context;
    size_t n;
    pthread_mutex_t lock;
    size_t next;
    size_t failed_piece; /* lowest that failed; n where none did */
    struct mlf_err err;
    int told; /* the pieces are counted on the terminal */
};

struct worker {
    struct parallel *shared;
    int number;
};

static void *worker_main(void *argument)
{
    struct worker *self = argument;
    struct parallel *shared = self->shared;
    for (;;) {
        pthread_mutex_lock(&shared->lock);
        size_t piece = shared->failed_piece < shared->n ? shared->n : shared->next;
        if (piece < shared->n)
            shared->next++;
        pthread_mutex_unlock(&shared->lock);
        if (piece >= shared->n)
            return NULL;
        struct mlf_err err = {""};
        int result = shared->work(shared->context, piece, self->number, &err);
        if (shared->told)
            mlf_progress_piece();
        if (result == 0)
            continue;
        pthread_mutex_lock(&shared->lock);
        if (piece < shared->failed_piece) {
            shared->failed_piece = piece;
            shared->err = err;
        }
        pthread_mutex_unlock(&shared->lock);
    }
}

int mlf_parallel(size_t n, int jobs, int (*work)(void *context, size_t piece, int worker, struct mlf_err *err),
                 void *context, struct mlf_err *err)
{
    if (jobs < 1)
        jobs = 1;
    if ((size_t)jobs > n)
        jobs = n ? (int)n : 1;
    struct parallel shared = {.work = work, .context = context, .n = n, .failed_piece = n};
    struct worker *workers = mlf_alloc((size_t)jobs, sizeof *workers, err);
    if (!workers)
        return -1;
    shared.told = mlf_progress_pieces(n);
    for (int i = 0; i < jobs; i++)
        workers[i] = (struct worker){&shared, i};
    pthread_mutex_init(&shared.lock, NULL);
    mlf_threads_run(jobs, worker_main, workers, sizeof *workers);
    pthread_mutex_destroy(&shared.lock);
    if (shared.told)
        mlf_progress_pieces_end();
    free(workers);
    return shared.failed_piece == n ? 0 : mlf_fail(err, "%s", shared.err.text);
}
