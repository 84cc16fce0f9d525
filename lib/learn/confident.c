#include "mlfix/confident.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/array.h"
#include "mlfix/err.h"

/* Probabilities come through logarithms in single precision. */
#define TOLERANCE 1e-6

/* Row sums of what was counted become the sizes of the classes. */
static void scale_rows(struct mlf_confident *confident, const double *size)
{
    size_t c = confident->classes;
    for (size_t i = 0; i < c; i++) {
        double counted = 0;
        for (size_t k = 0; k < c; k++)
            counted += confident->joint[i * c + k];
        for (size_t k = 0; k < c && counted > 0; k++)
            confident->joint[i * c + k] *= size[i] / counted;
    }
}

static size_t find_confident(const struct mlf_confident *confident, const double *row)
{
    size_t best = confident->classes;
    for (size_t k = 0; k < confident->classes; k++)
        if (row[k] >= confident->threshold[k] - TOLERANCE && (best == confident->classes || row[k] > row[best]))
            best = k;
    return best;
}

int mlf_confident_make(struct mlf_confident *confident, const struct mlf_suspicion *suspicion, const size_t *label,
                       struct mlf_err *err)
{
    size_t n = suspicion->n, c = suspicion->classes;
    confident->classes = c;
    confident->threshold = mlf_alloc(c, sizeof *confident->threshold, err);
    confident->joint = mlf_alloc(c * c, sizeof *confident->joint, err);
    confident->counted = mlf_alloc(n, sizeof *confident->counted, err);
    double *row = mlf_alloc(2 * c, sizeof *row, err), *size = row ? row + c : NULL;
    if (!confident->threshold || !confident->joint || !confident->counted || !row) {
        free(row);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        mlf_suspicion_row(suspicion, i, row);
        confident->threshold[label[i]] += row[label[i]];
        size[label[i]]++;
    }
    for (size_t k = 0; k < c; k++)
        confident->threshold[k] = size[k] > 0 ? confident->threshold[k] / size[k] : INFINITY;
    for (size_t i = 0; i < n; i++) {
        mlf_suspicion_row(suspicion, i, row);
        confident->counted[i] = find_confident(confident, row);
        if (confident->counted[i] < c)
            confident->joint[label[i] * c + confident->counted[i]]++;
    }
    scale_rows(confident, size);
    free(row);
    return 0;
}

void mlf_confident_free(struct mlf_confident *confident)
{
    free(confident->threshold);
    free(confident->joint);
    free(confident->counted);
    *confident = (struct mlf_confident){0};
}

struct candidate {
    size_t item;
    double doubt;
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->doubt != y->doubt)
        return x->doubt > y->doubt ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

struct pruning {
    const struct mlf_confident *confident;
    const struct mlf_suspicion *suspicion;
    struct candidate *list; /* the items of the class at hand */
    size_t n;
    double *rows; /* their probabilities, n x C */
    unsigned char *by_class, *by_rate;
};

/* Marks the `number` most doubtful of the list. */
static void mark_worst(struct pruning *pruning, double number, unsigned char *mark)
{
    double wanted = rint(number);
    qsort(pruning->list, pruning->n, sizeof *pruning->list, compare_candidates);
    for (size_t i = 0; i < pruning->n && (double)i < wanted; i++)
        mark[pruning->list[i].item] = 1;
}

/* `members`: the n items labelled `label`. */
static void prune_class(struct pruning *pruning, size_t label, const size_t *members)
{
    size_t c = pruning->confident->classes;
    const double *joint = pruning->confident->joint + label * c;
    double all = 0;
    for (size_t i = 0; i < pruning->n; i++)
        mlf_suspicion_row(pruning->suspicion, members[i], pruning->rows + i * c);
    for (size_t j = 0; j < c; j++) {
        if (j == label || rint(joint[j]) < 1)
            continue;
        for (size_t i = 0; i < pruning->n; i++)
            pruning->list[i] = (struct candidate){members[i], pruning->rows[i * c + j] - pruning->rows[i * c + label]};
        mark_worst(pruning, joint[j], pruning->by_rate);
    }
    for (size_t j = 0; j < c; j++)
        all += j == label ? 0 : joint[j];
    for (size_t i = 0; i < pruning->n; i++)
        pruning->list[i] = (struct candidate){members[i], -pruning->rows[i * c + label]};
    mark_worst(pruning, all, pruning->by_class);
}

/* Items by class: those of class k are items[first[k]..first[k + 1] - 1]. */
static void sort_by_class(const size_t *label, size_t n, size_t classes, size_t *first, size_t *items)
{
    for (size_t i = 0; i < n; i++)
        first[label[i] + 1]++;
    for (size_t k = 0; k < classes; k++)
        first[k + 1] += first[k];
    for (size_t i = n; i-- > 0;)
        items[--first[label[i] + 1]] = i;
    /* Each end has moved to its class's beginning: one place on. */
    for (size_t k = 0; k < classes; k++)
        first[k] = first[k + 1];
    first[classes] = n;
}

int mlf_confident_prune(const struct mlf_confident *confident, const struct mlf_suspicion *suspicion,
                        const size_t *label, enum mlf_prune how, unsigned char *wrong, struct mlf_err *err)
{
    size_t n = suspicion->n, c = suspicion->classes, largest = 0;
    struct pruning pruning = {.confident = confident, .suspicion = suspicion};
    size_t *first = mlf_alloc(c + 1, sizeof *first, err), *items = mlf_alloc(n, sizeof *items, err);
    int result = -1;
    pruning.by_class = mlf_alloc(n, 1, err);
    pruning.by_rate = mlf_alloc(n, 1, err);
    if (!first || !items || !pruning.by_class || !pruning.by_rate)
        goto done;
    sort_by_class(label, n, c, first, items);
    for (size_t k = 0; k < c; k++)
        largest = first[k + 1] - first[k] > largest ? first[k + 1] - first[k] : largest;
    pruning.list = mlf_alloc(largest, sizeof *pruning.list, err);
    pruning.rows = mlf_alloc(how == MLF_PRUNE_CONFUSION ? 0 : largest * c, sizeof *pruning.rows, err);
    if (!pruning.list || !pruning.rows)
        goto done;
    for (size_t k = 0; k < c && how != MLF_PRUNE_CONFUSION; k++) {
        pruning.n = first[k + 1] - first[k];
        prune_class(&pruning, k, items + first[k]);
    }
    for (size_t i = 0; i < n; i++) {
        int confused = confident->counted[i] < c && confident->counted[i] != label[i];
        wrong[i] = (unsigned char)(how == MLF_PRUNE_CONFUSION    ? confused
                                   : how == MLF_PRUNE_CLASS      ? pruning.by_class[i]
                                   : how == MLF_PRUNE_NOISE_RATE ? pruning.by_rate[i]
                                                                 : pruning.by_class[i] && pruning.by_rate[i]);
    }
    result = 0;
done:
    free(first);
    free(items);
    free(pruning.by_class);
    free(pruning.by_rate);
    free(pruning.list);
    free(pruning.rows);
    return result;
}

double mlf_confident_score(const struct mlf_suspicion *suspicion, size_t item, size_t label, enum mlf_measure measure,
                           double *row)
{
    double other = 0, entropy = 0;
    size_t c = suspicion->classes;
    if (measure == MLF_MEASURE_SELF_CONFIDENCE)
        return mlf_score_from_surprise(suspicion->found[item].nats);
    mlf_suspicion_row(suspicion, item, row);
    for (size_t k = 0; k < c; k++) {
        other = k != label && row[k] > other ? row[k] : other;
        entropy -= row[k] > 0 ? row[k] * log(row[k]) : 0;
    }
    if (measure == MLF_MEASURE_MARGIN)
        return (1 - row[label] + other) / 2;
    return c > 1 ? fmin(1, fmax(0, entropy / log((double)c))) : 0;
}
