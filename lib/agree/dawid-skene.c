#include "mlfix/agree/dawid-skene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/agree/kappa.h"
#include "mlfix/base/array.h"

/* Begins with p as the ratings alone say, or as is known. */
static void begin(struct mlf_dawid_skene *m, const struct mlf_rating *ratings, size_t n)
{
    size_t c = m->classes;
    for (size_t r = 0; r < n; r++)
        m->p[ratings[r].item * c + ratings[r].category]++;
    for (size_t i = 0; i < m->items; i++) {
        double *p = m->p + i * c, all = 0;
        if (m->known && m->known[i] < c) {
            memset(p, 0, c * sizeof *p);
            p[m->known[i]] = 1;
        }
        for (size_t j = 0; j < c; j++)
            all += p[j];
        for (size_t j = 0; j < c; j++)
            p[j] /= all;
    }
}

/* The M step: shares and confusion from p. */
static void find_rates(struct mlf_dawid_skene *m, const struct mlf_rating *ratings, size_t n)
{
    size_t c = m->classes;
    double all = (double)m->items + m->prior_items * (double)c;
    for (size_t j = 0; j < c; j++)
        m->share[j] = m->prior_items;
    for (size_t i = 0; i < m->items; i++)
        for (size_t j = 0; j < c; j++)
            m->share[j] += m->p[i * c + j];
    for (size_t j = 0; j < c; j++)
        m->share[j] /= all;
    for (size_t k = 0; k < m->raters; k++)
        for (size_t j = 0; j < c; j++)
            for (size_t l = 0; l < c; l++)
                m->confusion[(k * c + j) * c + l] = j == l ? m->right : m->wrong / (double)(c - 1);
    for (size_t r = 0; r < n; r++)
        for (size_t j = 0; j < c; j++)
            m->confusion[(ratings[r].rater * c + j) * c + ratings[r].category] += m->p[ratings[r].item * c + j];
    for (size_t row = 0; row < m->raters * c; row++) {
        double *said = m->confusion + row * c, sum = 0;
        for (size_t l = 0; l < c; l++)
            sum += said[l];
        for (size_t l = 0; l < c; l++)
            said[l] = sum > 0 ? said[l] / sum : 1 / (double)c;
    }
}

/* The E step: p from shares and confusion. Returns the largest change. `logs` is memory for the
 * logarithms of the confusion, `next` for a second p. */
static double find_truth(struct mlf_dawid_skene *m, const struct mlf_rating *ratings, size_t n, double *logs,
                         double *next)
{
    size_t c = m->classes;
    double moved = 0;
    for (size_t x = 0; x < m->raters * c * c; x++)
        logs[x] = log(m->confusion[x]);
    for (size_t j = 0; j < c && m->items; j++)
        next[j] = log(m->share[j]);
    for (size_t i = 1; i < m->items; i++)
        memcpy(next + i * c, next, c * sizeof *next);
    for (size_t r = 0; r < n; r++)
        for (size_t j = 0; j < c; j++)
            next[ratings[r].item * c + j] += logs[(ratings[r].rater * c + j) * c + ratings[r].category];
    for (size_t i = 0; i < m->items; i++) {
        double *p = m->p + i * c, *q = next + i * c, largest = -INFINITY, all = 0;
        if (m->known && m->known[i] < c)
            continue;
        for (size_t j = 0; j < c; j++)
            largest = fmax(largest, q[j]);
        for (size_t j = 0; j < c; j++)
            all += q[j] = exp(q[j] - largest);
        for (size_t j = 0; j < c; j++) {
            moved = fmax(moved, fabs(q[j] / all - p[j]));
            p[j] = q[j] / all;
        }
    }
    return moved;
}

int mlf_dawid_skene_fit(struct mlf_dawid_skene *m, const struct mlf_rating *ratings, size_t n, struct mlf_err *err)
{
    size_t c = m->classes, rates = m->raters * c * c;
    double *logs = mlf_alloc(rates, sizeof *logs, err), *next = mlf_alloc(m->items * c, sizeof *next, err);
    int result = -1;
    m->p = mlf_alloc(m->items * c, sizeof *m->p, err);
    m->share = mlf_alloc(c, sizeof *m->share, err);
    m->confusion = mlf_alloc(rates, sizeof *m->confusion, err);
    if (!logs || !next || !m->p || !m->share || !m->confusion)
        goto done;
    begin(m, ratings, n);
    for (m->rounds = 0, m->still = 0; m->rounds < MLF_DAWID_SKENE_ROUNDS && !m->still; m->rounds++) {
        find_rates(m, ratings, n);
        m->still = find_truth(m, ratings, n, logs, next) <= MLF_DAWID_SKENE_STILL;
    }
    result = 0;
done:
    free(logs);
    free(next);
    return result;
}

void mlf_dawid_skene_free(struct mlf_dawid_skene *m)
{
    free(m->p);
    free(m->share);
    free(m->confusion);
    m->p = m->share = m->confusion = NULL;
}
