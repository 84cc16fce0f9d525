#include "mlfix/judge/kernel-ask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-block.h"
#include "mlfix/base/array.h"
#include "mlfix/judge/kernel.h"
#include "mlfix/judge/labelled-vectors.h"

struct asking {
    const struct mlf_kernel_fit *fit;
    const struct mlf_kernel_new *new;
    const float *z; /* of the items that were fitted to */
    size_t asks;
    float *z_part; /* fit->n x d where there are several parts */
    float *new_part;
    float *answers;         /* of the new rows, as many as blocks answered */
    size_t *item;           /* rows that a block is asked about */
    unsigned char *refused; /* of those */
    float *p;
    int jobs;
};

static size_t first_block(const struct asking *a, size_t row)
{
    return a->new->key ? (size_t)(a->new->key[row] % a->fit->blocks) : 0;
}

/* Lists the rows whose turn it is to ask block b: it is the try-th after their first one. Where `missing`, only those
 * that lack an answer. */
static size_t list_rows(const struct asking *a, size_t b, size_t from, size_t to, int missing)
{
    size_t count = 0;
    for (size_t i = 0; i < a->new->n; i++) {
        size_t try = (b + a->fit->blocks - first_block(a, i)) % a->fit->blocks;
        if (try >= from && try < to && !(missing && a->answers[i] >= (float)a->asks))
            a->item[count++] = i;
    }
    return count;
}

/* Rows that the block may speak of, at the front of the list; the others held the same object. */
static size_t drop_refused(const struct asking *a, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!a->refused[i])
            a->item[kept++] = a->item[i];
    return kept;
}

static void take_part(const float *z, size_t n, size_t d, size_t parts, size_t part, float *to)
{
    for (size_t i = 0; i < n * d; i++)
        to[i] = z[i * parts + part];
}

/* Asks one part of a block about the first `count` rows of the list; those that it refuses leave it. */
static int ask_part(struct asking *a, size_t b, size_t part, size_t *count, int careful, struct mlf_err *err)
{
    const struct mlf_kernel_fit *fit = a->fit;
    size_t first = fit->start[b], c = fit->classes;
    struct mlf_labelled_vectors data = {
        .z = fit->parts > 1 ? a->z_part + part * fit->n * fit->d : a->z, .n = fit->n, .d = fit->d, .classes = c};
    struct mlf_kernel_block block = {.data = &data,
                                     .mean = fit->mean + part * fit->d,
                                     .scale = fit->scale[part],
                                     .item = fit->item + first,
                                     .n = fit->start[b + 1] - first};
    struct mlf_kernel_asked asked = {.z = fit->parts > 1 ? a->new_part + part * a->new->n * fit->d : a->new->z,
                                     .stride = fit->d,
                                     .item = a->item,
                                     .n = *count,
                                     .near = a->new->near,
                                     .refused = careful ? a->refused : NULL};
    int result = mlf_kernel_block_load(&block, err);
    /* the coefficients are the fit's own: the block only reads them */
    block.coefficient = fit->coefficient + (part * fit->n + first) * c;
    if (result == 0)
        result = mlf_kernel_block_predict(&block, &asked, a->jobs, a->p, err);
    block.coefficient = NULL;
    mlf_kernel_block_free(&block);
    if (result == 0 && careful)
        *count = drop_refused(a, *count);
    return result;
}

/* Whether a block holds the same object is seen in the first part, and holds for all. */
static int ask_block(struct asking *a, size_t b, size_t count, int careful, struct mlf_err *err)
{
    for (size_t part = 0; part < a->fit->parts && count > 0; part++)
        if (ask_part(a, b, part, &count, careful && part == 0, err))
            return -1;
    for (size_t i = 0; i < count; i++)
        a->answers[a->item[i]]++;
    return 0;
}

/* Asks the first ones again about rows of which all blocks hold the same object: somebody must answer. */
static int ask_in_spite(struct asking *a, struct mlf_err *err)
{
    unsigned char *silent = mlf_alloc(a->new->n, 1, err);
    int result = silent ? 0 : -1;
    for (size_t i = 0; silent && i < a->new->n; i++)
        silent[i] = a->answers[i] < 1;
    for (size_t b = 0; b < a->fit->blocks && result == 0; b++) {
        size_t count = list_rows(a, b, 0, a->asks, 0), kept = 0;
        for (size_t i = 0; i < count; i++)
            if (silent[a->item[i]])
                a->item[kept++] = a->item[i];
        result = ask_block(a, b, kept, 0, err);
    }
    free(silent);
    return result;
}

/* First the blocks whose turn it is; then, for rows that were refused, the next ones, one by one. */
static int ask_all(struct asking *a, struct mlf_err *err)
{
    size_t blocks = a->fit->blocks;
    int careful = a->new->near > 0;
    for (size_t b = 0; b < blocks; b++)
        if (ask_block(a, b, list_rows(a, b, 0, a->asks, 0), careful, err))
            return -1;
    for (size_t try = a->asks; careful && try < blocks; try++)
        for (size_t b = 0; b < blocks; b++)
            if (ask_block(a, b, list_rows(a, b, try, try + 1, 1), careful, err))
                return -1;
    return careful ? ask_in_spite(a, err) : 0;
}

static int take_parts(struct asking *a, struct mlf_err *err)
{
    const struct mlf_kernel_fit *fit = a->fit;
    if (fit->parts == 1)
        return 0;
    a->z_part = mlf_alloc_matrix(fit->parts * fit->n * fit->d, sizeof *a->z_part, err);
    a->new_part = mlf_alloc_matrix(fit->parts * a->new->n * fit->d, sizeof *a->new_part, err);
    if (!a->z_part || !a->new_part)
        return -1;
    for (size_t k = 0; k < fit->parts; k++) {
        take_part(a->z, fit->n, fit->d, fit->parts, k, a->z_part + k * fit->n * fit->d);
        take_part(a->new->z, a->new->n, fit->d, fit->parts, k, a->new_part + k * a->new->n * fit->d);
    }
    return 0;
}

int mlf_kernel_ask(const struct mlf_kernel_fit *fit, const float *z, const struct mlf_kernel_new *new, int jobs,
                   float *p, struct mlf_err *err)
{
    struct asking a = {.fit = fit, .new = new, .z = z, .p = p, .jobs = jobs};
    size_t c = fit->classes;
    int result = -1;
    if (new->n == 0)
        return 0;
    a.asks = fit->asks < fit->blocks ? fit->asks : fit->blocks;
    a.answers = mlf_alloc(new->n, sizeof *a.answers, err);
    a.item = mlf_alloc(new->n, sizeof *a.item, err);
    a.refused = mlf_alloc(new->n, 1, err);
    if (!a.answers || !a.item || !a.refused || take_parts(&a, err))
        goto done;
    memset(p, 0, new->n *c * sizeof *p);
    if (ask_all(&a, err))
        goto done;
    for (size_t i = 0; i < new->n; i++)
        for (size_t k = 0; k < c; k++)
            p[i * c + k] /= a.answers[i] * (float)fit->parts;
    result = 0;
done:
    free(a.answers);
    free(a.item);
    free(a.refused);
    free(a.z_part);
    free(a.new_part);
    return result;
}
