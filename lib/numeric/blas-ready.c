#include "mlfix/numeric/blas-ready.h"

#include <cblas.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "mlfix/base/err.h"
#include "mlfix/base/message.h"

/* OpenBLAS's own: a buffer for one call, which it keeps when it is given back. It does not come back while there is
 * none. Another BLAS may not have them. */
void *blas_memory_alloc(int unused) __attribute__((weak));
void blas_memory_free(void *buffer) __attribute__((weak));

/* More calls at once than OpenBLAS may be built for are not prepared. */
#define MOST_BUFFERS 64
/* To map memory takes microseconds. */
#define PATIENCE_SECONDS 10

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void hold_to_one_thread(void)
{
    openblas_set_num_threads(1);
}

void mlf_blas_single(void)
{
    pthread_once(&once, hold_to_one_thread);
}

struct request {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    int buffers, has_them;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ready; /* threads; -1: they are not to be had */

static void *take_buffers(void *context)
{
    struct request *request = context;
    void *taken[MOST_BUFFERS];

    for (int i = 0; i < request->buffers; i++)
        taken[i] = blas_memory_alloc(0);
    for (int i = 0; i < request->buffers; i++)
        if (taken[i])
            blas_memory_free(taken[i]);
    pthread_mutex_lock(&request->lock);
    request->has_them = 1;
    pthread_cond_signal(&request->answered);
    pthread_mutex_unlock(&request->lock);
    return NULL;
}

/* Whether the buffers came within the time. Where they do not, the thread goes on asking until the process ends. */
static int ask(struct request *request)
{
    pthread_t thread;
    struct timespec until;
    int failed = 0;

    if (pthread_create(&thread, NULL, take_buffers, request))
        return 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&request->lock);
    while (!request->has_them && failed != ETIMEDOUT)
        failed = pthread_cond_timedwait(&request->answered, &request->lock, &until);
    int answered = request->has_them;
    pthread_mutex_unlock(&request->lock);
    if (answered)
        pthread_join(thread, NULL);
    else {
        pthread_detach(thread);
        mlf_message_end_at_once();
    }
    return answered;
}

int mlf_blas_ready(int threads, struct mlf_err *err)
{
    static struct request request = {.lock = PTHREAD_MUTEX_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER};
    int buffers = threads < 1 ? 1 : threads > MOST_BUFFERS ? MOST_BUFFERS : threads;

    mlf_blas_single();
    pthread_mutex_lock(&lock);
    if (ready >= 0 && ready < buffers && blas_memory_alloc && blas_memory_free) {
        request.buffers = buffers;
        request.has_them = 0;
        ready = ask(&request) ? buffers : -1;
    }
    int failed = ready < 0;
    pthread_mutex_unlock(&lock);
    return failed ? mlf_fail(err, "no memory for the products of matrices on %d threads: fewer -j need less", threads)
                  : 0;
}
