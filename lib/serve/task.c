#include "task.h"

#include <pthread.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/clock.h"
#include "partner.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static int running;

struct serve_task *serve_task_new(void (*when_ended)(void *context), void *context, struct mlf_err *err)
{
    struct serve_task *task = mlf_alloc(1, sizeof *task, err);
    if (task) {
        task->ended = when_ended;
        task->context = context;
    }
    return task;
}

static void free_task(struct serve_task *task)
{
    serve_job_free(&task->job);
    free(task);
}

void serve_task_drop(struct serve_task *task)
{
    free_task(task);
}

static void *run(void *context)
{
    struct serve_task *task = context;
    double begun = mlf_clock_seconds();
    task->failed = task->partner ? serve_partner_ask(task->partner, &task->job, &task->err)
                                 : serve_job_run(&task->job, &task->err);
    task->seconds = mlf_clock_seconds() - begun;
    void (*when_ended)(void *context) = task->ended;
    void *whose = task->context;
    pthread_mutex_lock(&lock);
    task->done = 1;
    int left = task->left;
    pthread_mutex_unlock(&lock);
    if (left)
        free_task(task);
    when_ended(whose); /* the server is still there: it waits for `running` */
    pthread_mutex_lock(&lock);
    running--;
    pthread_cond_broadcast(&ended);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int serve_task_start(struct serve_task *task, struct mlf_err *err)
{
    pthread_t thread;
    pthread_mutex_lock(&lock);
    running++;
    pthread_mutex_unlock(&lock);
    if (pthread_create(&thread, NULL, run, task) == 0) {
        pthread_detach(thread);
        return 0;
    }
    pthread_mutex_lock(&lock);
    running--;
    pthread_mutex_unlock(&lock);
    free_task(task);
    return mlf_fail(err, "there is no room for another thread");
}

int serve_task_is_done(struct serve_task *task)
{
    pthread_mutex_lock(&lock);
    int done = task->done;
    pthread_mutex_unlock(&lock);
    return done;
}

void serve_task_leave(struct serve_task *task)
{
    if (!task)
        return;
    pthread_mutex_lock(&lock);
    int done = task->done;
    task->left = 1;
    pthread_mutex_unlock(&lock);
    if (done)
        free_task(task);
}

void serve_task_await_all(void)
{
    pthread_mutex_lock(&lock);
    while (running > 0)
        pthread_cond_wait(&ended, &lock);
    pthread_mutex_unlock(&lock);
}
