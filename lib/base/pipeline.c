#include "mlfix/base/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"

enum slot_state { SLOT_EMPTY, SLOT_READY, SLOT_BUSY, SLOT_DONE, SLOT_FAILED };

struct slot {
    void *item;
    enum slot_state state;
    struct mlf_err err;
};

/* Items stand in a ring of slots, item number i in slot i % size. There is no
 * reading or writing thread: each thread does the first of these that is possible
 * at the moment, and then looks again: write the oldest item, compute the next one,
 * read another one. So slow writing holds up reading, and the ring never grows.
 * Only one thread at a time reads, and only one writes. */
struct stream {
    const struct mlf_pipeline *calls;
    struct slot *slots;
    size_t size;
    size_t first; /* oldest item not written */
    size_t next;  /* oldest item not begun to compute */
    size_t end;   /* one behind the newest item */
    int reading, writing;
    int exhausted; /* nothing more to read */
    int stopped;   /* a failure was met */
    struct mlf_err err;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

struct worker {
    struct stream *shared;
    int number;
};

/* Each of these three steps is called with the lock held, and releases it while the caller's
 * function runs. */

static void write_oldest(struct stream *s)
{
    struct slot *slot = &s->slots[s->first % s->size];
    if (slot->state == SLOT_FAILED) {
        s->stopped = 1;
        s->err = slot->err;
        return;
    }
    s->writing = 1;
    pthread_mutex_unlock(&s->lock);
    struct mlf_err err = {""};
    int result = s->calls->write(s->calls->context, slot->item, &err);
    if (result == 0)
        s->calls->release(s->calls->context, slot->item);
    pthread_mutex_lock(&s->lock);
    s->writing = 0;
    if (result) {
        s->stopped = 1;
        s->err = err;
        return;
    }
    slot->item = NULL;
    slot->state = SLOT_EMPTY;
    s->first++;
}

static void compute_next(struct stream *s, int worker)
{
    struct slot *slot = &s->slots[s->next++ % s->size];
    if (slot->state == SLOT_FAILED) /* reading failed, so there is no item */
        return;
    slot->state = SLOT_BUSY;
    pthread_mutex_unlock(&s->lock);
    slot->err.text[0] = '\0';
    int result = s->calls->compute(s->calls->context, slot->item, worker, &slot->err);
    pthread_mutex_lock(&s->lock);
    slot->state = result == 0 ? SLOT_DONE : SLOT_FAILED;
}

static void read_one(struct stream *s)
{
    s->reading = 1;
    pthread_mutex_unlock(&s->lock);
    int failed = 0;
    struct mlf_err err = {""};
    void *item = s->calls->read(s->calls->context, &failed, &err);
    pthread_mutex_lock(&s->lock);
    s->reading = 0;
    if (!item)
        s->exhausted = 1;
    if (!item && !failed)
        return;
    /* A failure to read takes a slot as an item would, so that all items before it
     * are still written. */
    struct slot *slot = &s->slots[s->end++ % s->size];
    slot->item = item;
    slot->state = item ? SLOT_READY : SLOT_FAILED;
    slot->err = err;
}

static void *worker_main(void *argument)
{
    struct worker *self = argument;
    struct stream *s = self->shared;
    pthread_mutex_lock(&s->lock);
    while (!s->stopped) {
        enum slot_state oldest = s->first < s->end ? s->slots[s->first % s->size].state : SLOT_EMPTY;
        if (!s->writing && (oldest == SLOT_DONE || oldest == SLOT_FAILED))
            write_oldest(s);
        else if (s->next < s->end)
            compute_next(s, self->number);
        else if (!s->reading && !s->exhausted && s->end - s->first < s->size)
            read_one(s);
        else if (s->exhausted && s->first == s->end)
            break;
        else {
            pthread_cond_wait(&s->changed, &s->lock);
            continue;
        }
        pthread_cond_broadcast(&s->changed);
    }
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

int mlf_pipeline_run(const struct mlf_pipeline *pipeline, int jobs, struct mlf_err *err)
{
    if (jobs < 1)
        jobs = 1;
    struct stream s = {.calls = pipeline, .size = (size_t)jobs * 4};
    s.slots = mlf_alloc(s.size, sizeof *s.slots, err);
    struct worker *workers = mlf_alloc((size_t)jobs, sizeof *workers, err);
    if (!s.slots || !workers) {
        free(s.slots);
        free(workers);
        return -1;
    }
    for (int i = 0; i < jobs; i++)
        workers[i] = (struct worker){&s, i};
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.changed, NULL);
    mlf_threads_run(jobs, worker_main, workers, sizeof *workers);
    pthread_cond_destroy(&s.changed);
    pthread_mutex_destroy(&s.lock);
    for (size_t i = 0; i < s.size; i++)
        if (s.slots[i].item)
            pipeline->release(pipeline->context, s.slots[i].item);
    free(s.slots);
    free(workers);
    return s.stopped ? mlf_fail(err, "%s", s.err.text) : 0;
}
