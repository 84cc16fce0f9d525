#include "mlfix/judge/kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-block.h"
#include "kernel-values.h"
#include "leave-one-out.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/stages.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/numeric/columns.h"

/* Which block each item is dealt to. */
struct deal {
    const struct mlf_labelled_vectors *data;
    float *mean; /* d: of all items */
    size_t blocks;
    size_t *block; /* of each item */
    size_t *item;  /* items sorted by block, those of each group side by side */
    size_t *start; /* blocks + 1 */
    float *asked;  /* how many blocks predicted each item */
};

static void deal_free(struct deal *deal)
{
    free(deal->block);
    free(deal->item);
    free(deal->start);
    free(deal->asked);
    free(deal->mean);
}

/* Deals the groups to the blocks: in the order of a seeded permutation, each to the block
 * that is smallest at that time. A group larger than half a block is dealt in parts. */
static int deal_groups(struct deal *deal, const struct mlf_loo *loo, const struct mlf_kernel *kernel,
                       struct mlf_err *err)
{
    struct mlf_rng rng;
    size_t part = kernel->block / 2 > 0 ? kernel->block / 2 : 1;
    size_t *order = mlf_alloc(loo->groups, sizeof *order, err);
    size_t *size = mlf_alloc(deal->blocks, sizeof *size, err);
    if (!order || !size) {
        free(order);
        free(size);
        return -1;
    }
    mlf_rng_seed(&rng, kernel->seed);
    mlf_rng_permutation(&rng, order, loo->groups);
    for (size_t g = 0; g < loo->groups; g++) {
        size_t end = loo->start[order[g] + 1];
        for (size_t i = loo->start[order[g]]; i < end;) {
            size_t smallest = 0, stop = end - i > part ? i + part : end;
            for (size_t b = 1; b < deal->blocks; b++)
                if (size[b] < size[smallest])
                    smallest = b;
            size[smallest] += stop - i;
            for (; i < stop; i++)
                deal->block[loo->item[i]] = smallest;
        }
    }
    free(order);
    for (size_t b = 0; b < deal->blocks; b++)
        deal->start[b + 1] = deal->start[b] + size[b];
    memset(size, 0, deal->blocks * sizeof *size);
    for (size_t i = 0; i < deal->data->n; i++) {
        size_t b = deal->block[loo->item[i]];
        deal->item[deal->start[b] + size[b]++] = loo->item[i];
    }
    free(size);
    return 0;
}

static int find_mean(const struct mlf_labelled_vectors *data, float *mean, struct mlf_err *err)
{
    double *exact = mlf_alloc(data->d, sizeof *exact, err);
    if (!exact)
        return -1;
    mlf_columns_mean(data->z, data->n, data->d, exact);
    for (size_t j = 0; j < data->d; j++)
        mean[j] = (float)exact[j];
    free(exact);
    return 0;
}

static int deal_make(struct deal *deal, const struct mlf_kernel *kernel, struct mlf_err *err)
{
    struct mlf_loo loo = {0};
    size_t n = deal->data->n;
    double wanted = round((double)n / (double)kernel->block);
    deal->blocks = wanted > 1 ? (size_t)wanted : 1;
    deal->block = mlf_alloc(n, sizeof *deal->block, err);
    deal->item = mlf_alloc(n, sizeof *deal->item, err);
    deal->start = mlf_alloc(deal->blocks + 1, sizeof *deal->start, err);
    deal->asked = mlf_alloc(n, sizeof *deal->asked, err);
    deal->mean = mlf_alloc(deal->data->d, sizeof *deal->mean, err);
    if (!deal->block || !deal->item || !deal->start || !deal->asked || !deal->mean ||
        find_mean(deal->data, deal->mean, err) || mlf_loo_sort(&loo, deal->data->group, n, deal->data->groups, err))
        return -1;
    int result = deal_groups(deal, &loo, kernel, err);
    mlf_loo_free(&loo);
    return result;
}

/* Lists the items of other blocks that block b predicts: those of the `others` blocks
 * before it (of all, where there are not more) whose groups have no item in it. */
static size_t list_others(const struct deal *deal, size_t b, size_t others, unsigned char *present, size_t *items)
{
    size_t count = 0;
    memset(present, 0, deal->data->groups);
    for (size_t i = deal->start[b]; i < deal->start[b + 1]; i++)
        present[deal->data->group[deal->item[i]]] = 1;
    for (size_t i = 0; i < deal->data->n; i++) {
        size_t behind = (b + deal->blocks - deal->block[i]) % deal->blocks;
        if (behind > 0 && behind <= others && !present[deal->data->group[i]])
            items[count++] = i;
    }
    return count;
}

static int ask_block(struct deal *deal, size_t b, const struct mlf_kernel *kernel, double scale, unsigned char *present,
                     size_t *items, int jobs, float *coefficient, float *p, struct mlf_err *err)
{
    struct mlf_kernel_block block = {.data = deal->data,
                                     .mean = deal->mean,
                                     .scale = scale,
                                     .lambda = kernel->lambda,
                                     .kept = kernel->kept,
                                     .item = deal->item + deal->start[b],
                                     .n = deal->start[b + 1] - deal->start[b]};
    if (block.n == 0)
        return 0;
    size_t c = deal->data->classes;
    struct mlf_kernel_asked asked = {.z = deal->data->z, .stride = deal->data->d, .item = items};
    asked.n = list_others(deal, b, deal->data->n < MLF_KERNEL_ALL ? deal->blocks : kernel->others, present, items);
    double begun = mlf_stage_begin("kernel: fit blocks"), n = (double)block.n, d = (double)deal->data->d;
    int result = mlf_kernel_block_fit(&block, jobs, p, err);
    mlf_stage_end("kernel: fit blocks", begun, n * n * (n * 2 / 3 + d + 2 * (double)c));
    if (result == 0 && asked.n > 0) {
        begun = mlf_stage_begin("kernel: ask the others");
        result = mlf_kernel_block_predict(&block, &asked, jobs, p, err);
        mlf_stage_end("kernel: ask the others", begun, 2 * n * (double)asked.n * (d + (double)c));
    }
    for (size_t i = 0; i < block.n; i++)
        deal->asked[block.item[i]]++;
    for (size_t i = 0; i < asked.n; i++)
        deal->asked[items[i]]++;
    if (coefficient && result == 0)
        memcpy(coefficient + deal->start[b] * c, block.coefficient, block.n * c * sizeof *coefficient);
    mlf_kernel_block_free(&block);
    return result;
}

/* What is kept of a deal and its fits. */
static void keep_deal(struct mlf_kernel_fit *fit, size_t part, struct deal *deal, double scale)
{
    fit->scale[part] = scale;
    memcpy(fit->mean + part * fit->d, deal->mean, fit->d * sizeof *fit->mean);
    if (part > 0) /* all parts are dealt alike */
        return;
    fit->blocks = deal->blocks;
    fit->start = deal->start;
    fit->item = deal->item;
    deal->start = deal->item = NULL;
}

static int predict_part(const struct mlf_labelled_vectors *data, const struct mlf_kernel *kernel, int jobs,
                        struct mlf_kernel_fit *fit, size_t part, float *p, struct mlf_err *err)
{
    struct deal deal = {.data = data};
    size_t n = data->n, c = data->classes;
    double median = 1;
    int result = -1;
    if (n == 0)
        return 0;
    size_t *items = mlf_alloc(n, sizeof *items, err);
    unsigned char *present = mlf_alloc(data->groups, 1, err);
    if (!items || !present || deal_make(&deal, kernel, err) ||
        mlf_kernel_median_distance(data->z, n, data->d, kernel->seed, &median, jobs, err))
        goto done;
    memset(p, 0, n * c * sizeof *p);
    for (size_t b = 0; b < deal.blocks; b++) {
        mlf_progress("kernel: blocks", b, deal.blocks);
        if (ask_block(&deal, b, kernel, sqrt(kernel->width / median), present, items, jobs,
                      fit ? fit->coefficient + part * n * c : NULL, p, err))
            goto done;
    }
    mlf_progress_leave("kernel: blocks");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < c; k++)
            p[i * c + k] /= deal.asked[i];
    if (fit)
        keep_deal(fit, part, &deal, sqrt(kernel->width / median));
    result = 0;
done:
    free(items);
    free(present);
    deal_free(&deal);
    return result;
}

int mlf_kernel_room(struct mlf_kernel_fit *fit, size_t n, size_t d, size_t parts, size_t classes, struct mlf_err *err)
{
    fit->n = n;
    fit->parts = parts;
    fit->d = d / parts;
    fit->classes = classes;
    fit->mean = mlf_alloc(d, sizeof *fit->mean, err);
    fit->scale = mlf_alloc(parts, sizeof *fit->scale, err);
    fit->coefficient = n > 0 && classes > SIZE_MAX / n / parts
                           ? NULL
                           : mlf_alloc_matrix(parts * n * classes, sizeof *fit->coefficient, err);
    return fit->mean && fit->scale && fit->coefficient ? 0 : -1;
}

void mlf_kernel_fit_free(struct mlf_kernel_fit *fit)
{
    free(fit->start);
    free(fit->item);
    free(fit->mean);
    free(fit->scale);
    free(fit->coefficient);
    *fit = (struct mlf_kernel_fit){0};
}

/* The numbers of one part, side by side. */
static void take_part(const struct mlf_labelled_vectors *data, size_t part, size_t d, float *z)
{
    for (size_t i = 0; i < data->n * d; i++)
        z[i] = data->z[i * data->parts + part];
}

int mlf_kernel_learn(struct mlf_kernel_fit *fit, const struct mlf_labelled_vectors *data,
                     const struct mlf_kernel *kernel, int jobs, float *p, struct mlf_err *err)
{
    size_t parts = data->parts > 1 ? data->parts : 1, d = data->d / parts, size = data->n * data->classes;
    struct mlf_labelled_vectors part = *data;
    float *z = NULL, *one = NULL;
    int result = -1;
    if (fit) {
        fit->asks = data->n < MLF_KERNEL_ALL ? SIZE_MAX : 1 + kernel->others;
        if (mlf_kernel_room(fit, data->n, data->d, parts, data->classes, err))
            return -1;
    }
    if (parts == 1)
        return predict_part(data, kernel, jobs, fit, 0, p, err);
    z = mlf_alloc_matrix(data->n * d, sizeof *z, err);
    one = mlf_alloc_matrix(size, sizeof *one, err);
    if (!z || !one)
        goto done;
    part.z = z;
    part.d = d;
    memset(p, 0, size * sizeof *p);
    for (size_t k = 0; k < parts; k++) {
        take_part(data, k, d, z);
        if (predict_part(&part, kernel, jobs, fit, k, one, err))
            goto done;
        for (size_t i = 0; i < size; i++)
            p[i] += one[i] / (float)parts;
    }
    result = 0;
done:
    free(z);
    free(one);
    return result;
}

int mlf_kernel_predict(const struct mlf_labelled_vectors *data, const struct mlf_kernel *kernel, int jobs, float *p,
                       struct mlf_err *err)
{
    return mlf_kernel_learn(NULL, data, kernel, jobs, p, err);
}
