#include "thread-memory.h"

#include <pthread.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

struct kept {
    struct {
        void *data;
        void (*drop)(void *data);
    } kinds[MLF_THREAD_KINDS];
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void clear(struct kept *kept, enum mlf_thread_memory kind)
{
    if (kept->kinds[kind].data)
        kept->kinds[kind].drop(kept->kinds[kind].data);
    kept->kinds[kind].data = NULL;
}

static void drop_all(void *data)
{
    struct kept *kept = data;

    for (int kind = 0; kind < MLF_THREAD_KINDS; kind++)
        clear(kept, (enum mlf_thread_memory)kind);
    free(kept);
}

static void make_key(void)
{
    if (pthread_key_create(&key, drop_all))
        abort(); /* more keys than a process may have: our own bug */
}

static struct kept *of_thread(void)
{
    pthread_once(&once, make_key);
    return pthread_getspecific(key);
}

void *mlf_thread_memory_get(enum mlf_thread_memory kind)
{
    struct kept *kept = of_thread();

    return kept ? kept->kinds[kind].data : NULL;
}

int mlf_thread_memory_set(enum mlf_thread_memory kind, void *data, void (*drop)(void *data), struct mlf_err *err)
{
    struct kept *kept = of_thread();

    if (!kept && (!(kept = mlf_alloc(1, sizeof *kept, err)) || pthread_setspecific(key, kept))) {
        free(kept);
        drop(data);
        return mlf_fail(err, "no memory for what a thread keeps");
    }
    kept->kinds[kind].data = data;
    kept->kinds[kind].drop = drop;
    return 0;
}

void mlf_thread_memory_clear(enum mlf_thread_memory kind)
{
    struct kept *kept = of_thread();

    if (kept)
        clear(kept, kind);
}

void mlf_thread_memory_clear_all(void)
{
    struct kept *kept = of_thread();

    pthread_setspecific(key, NULL);
    if (kept)
        drop_all(kept);
}
