#include "mlfix/judge/confident-prune.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/judge/model-outputs.h"
#include "model-outputs-walk.h"

struct candidate {
    size_t item;
    double doubt;
};

/* The most doubtful items met so far, at most `wanted` of them: a heap with the least
 * doubtful one on top, which a more doubtful one replaces. The heap's content in the end
 * does not depend on the order in which the items come, so threads may add to it. */
struct chosen {
    size_t other; /* the class that they are thought to be; C: any */
    size_t wanted, n, capacity;
    struct candidate *heap;
};

/* The lists for the items of one label, which several threads fill. */
struct selection {
    pthread_mutex_t lock;
    struct chosen *lists;
    size_t n;
};

struct pruning {
    const struct mlf_confident *confident;
    const struct mlf_model_outputs *outputs;
    struct selection *labels; /* C */
    size_t locks;             /* how many of their locks are initialised */
};

static int is_more_doubtful(struct candidate a, struct candidate b)
{
    return a.doubt != b.doubt ? a.doubt > b.doubt : a.item < b.item;
}

static void sink(struct chosen *list, struct candidate candidate)
{
    size_t at = 0, child;
    while ((child = 2 * at + 1) < list->n) {
        if (child + 1 < list->n && is_more_doubtful(list->heap[child], list->heap[child + 1]))
            child++;
        if (!is_more_doubtful(candidate, list->heap[child]))
            break;
        list->heap[at] = list->heap[child];
        at = child;
    }
    list->heap[at] = candidate;
}

static int offer(struct chosen *list, struct candidate candidate, struct mlf_err *err)
{
    if (list->n == list->wanted) {
        if (is_more_doubtful(candidate, list->heap[0]))
            sink(list, candidate);
        return 0;
    }
    if (mlf_grow(&list->heap, &list->capacity, list->n + 1, sizeof *list->heap, err))
        return -1;
    size_t at = list->n++;
    for (; at > 0 && is_more_doubtful(list->heap[(at - 1) / 2], candidate); at = (at - 1) / 2)
        list->heap[at] = list->heap[(at - 1) / 2];
    list->heap[at] = candidate;
    return 0;
}

static int offer_item(void *context, size_t item, int worker, double *row, double *scratch, struct mlf_err *err)
{
    struct pruning *pruning = context;
    size_t c = pruning->outputs->classes, label = pruning->outputs->label[item];
    struct selection *selection = &pruning->labels[label];
    int result = 0;
    (void)worker;
    if (selection->n == 0)
        return 0;
    mlf_model_outputs_row(pruning->outputs, item, row, scratch, NULL);
    pthread_mutex_lock(&selection->lock);
    for (size_t k = 0; k < selection->n && result == 0; k++) {
        struct chosen *list = &selection->lists[k];
        double doubt = (list->other < c ? row[list->other] : 0) - row[label];
        result = offer(list, (struct candidate){item, doubt}, err);
    }
    pthread_mutex_unlock(&selection->lock);
    return result;
}

/* Sets up the lists: how many items of each label are to be chosen, and by what. */
static int plan(struct pruning *pruning, enum mlf_confident_pruning how, struct mlf_err *err)
{
    const struct mlf_confident *confident = pruning->confident;
    size_t c = confident->classes;
    for (size_t i = 0; i < c; i++) {
        struct selection *selection = &pruning->labels[i];
        const double *joint = confident->joint + i * c;
        size_t others = 0;
        double all = 0;
        for (size_t k = 0; k < c; k++) {
            others += k != i && rint(joint[k]) >= 1;
            all += k == i ? 0 : joint[k];
        }
        if (!(selection->lists = mlf_alloc(others + 1, sizeof *selection->lists, err)))
            return -1;
        for (size_t k = 0; k < c && how != MLF_PRUNE_CLASS; k++)
            if (k != i && rint(joint[k]) >= 1)
                selection->lists[selection->n++] = (struct chosen){.other = k, .wanted = (size_t)rint(joint[k])};
        if (how != MLF_PRUNE_NOISE_RATE && rint(all) >= 1)
            selection->lists[selection->n++] = (struct chosen){.other = c, .wanted = (size_t)rint(all)};
    }
    return 0;
}

enum {
    BY_CLASS = 1,
    BY_RATE = 2,
};

static void mark(const struct pruning *pruning, enum mlf_confident_pruning how, unsigned char *wrong)
{
    size_t c = pruning->confident->classes;
    for (size_t i = 0; i < pruning->outputs->n; i++)
        wrong[i] = 0;
    for (size_t i = 0; i < c; i++)
        for (size_t k = 0; k < pruning->labels[i].n; k++) {
            const struct chosen *list = &pruning->labels[i].lists[k];
            for (size_t m = 0; m < list->n; m++)
                wrong[list->heap[m].item] |= list->other < c ? BY_RATE : BY_CLASS;
        }
    for (size_t i = 0; i < pruning->outputs->n; i++)
        wrong[i] = how == MLF_PRUNE_BOTH ? wrong[i] == (BY_CLASS | BY_RATE) : wrong[i] != 0;
}

static void release(struct pruning *pruning)
{
    for (size_t i = 0; i < pruning->locks; i++) {
        for (size_t k = 0; k < pruning->labels[i].n; k++)
            free(pruning->labels[i].lists[k].heap);
        free(pruning->labels[i].lists);
        pthread_mutex_destroy(&pruning->labels[i].lock);
    }
    free(pruning->labels);
}

int mlf_confident_prune(const struct mlf_confident *confident, const struct mlf_model_outputs *outputs,
                        enum mlf_confident_pruning how, unsigned char *wrong, int jobs, struct mlf_err *err)
{
    size_t c = outputs->classes;
    struct pruning pruning = {.confident = confident, .outputs = outputs};
    struct mlf_model_outputs_walk walk = {
        .outputs = outputs, .visit = offer_item, .context = &pruning, .jobs = jobs < 1 ? 1 : jobs};
    int result = -1;
    for (size_t i = 0; i < outputs->n && how == MLF_PRUNE_CONFUSION; i++)
        wrong[i] = confident->counted[i] < c && confident->counted[i] != outputs->label[i];
    if (how == MLF_PRUNE_CONFUSION)
        return 0;
    if (!(pruning.labels = mlf_alloc(c, sizeof *pruning.labels, err)))
        return -1;
    for (; pruning.locks < c; pruning.locks++)
        pthread_mutex_init(&pruning.labels[pruning.locks].lock, NULL);
    if (plan(&pruning, how, err) || mlf_model_outputs_walk(&walk, err))
        goto done;
    mark(&pruning, how, wrong);
    result = 0;
done:
    release(&pruning);
    return result;
}
