#include "logistic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"

#define STEPS 30
/* A step that changes no weight by more than this part of it, or of 1, is the last. */
#define SMALL 1e-6
#define WIDE 100.0
/* The longest step of a weight. */
#define STRIDE 5.0

double mlf_logistic(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* Solves A s = g, A being m x m, symmetric and positive definite, by Gauss's elimination in place. */
static void solve(double *a, double *g, size_t m)
{
    for (size_t j = 0; j < m; j++)
        for (size_t i = j + 1; i < m; i++) {
            double factor = a[i * m + j] / a[j * m + j];

            for (size_t k = j; k < m; k++)
                a[i * m + k] -= factor * a[j * m + k];
            g[i] -= factor * g[j];
        }
    for (size_t j = m; j-- > 0;) {
        for (size_t k = j + 1; k < m; k++)
            g[j] -= a[j * m + k] * g[k];
        g[j] /= a[j * m + j];
    }
}

/* The gradient and the curvature of the weighted likelihood at the weights. out[j]: weight j stays 0. */
static void gather(const struct mlf_logistic *data, const double *weight, const unsigned char *out, double *g,
                   double *a)
{
    size_t d = data->d, m = d + 1;

    memset(g, 0, m * sizeof *g);
    memset(a, 0, m * m * sizeof *a);
    for (size_t i = 0; i < data->n; i++) {
        const double *x = data->x + i * d;
        double z = weight[d];

        for (size_t j = 0; j < d; j++)
            z += weight[j] * x[j];
        double q = mlf_logistic(z), given = data->t[i] ? q : 1 - q;
        double right = (1 - data->noise) * given / ((1 - data->noise) * given + data->noise);
        double slope = right * ((double)data->t[i] - q), bend = right * q * (1 - q);

        for (size_t j = 0; j < m; j++) {
            double xj = j < d ? x[j] : 1;

            g[j] += slope * xj;
            for (size_t k = 0; k <= j; k++)
                a[j * m + k] += bend * xj * (k < d ? x[k] : 1);
        }
    }
    for (size_t j = 0; j < m; j++) {
        double deviation = data->prior ? data->deviation[j] : WIDE;

        g[j] -= (weight[j] - (data->prior ? data->prior[j] : 0)) / (deviation * deviation);
        a[j * m + j] += 1 / (deviation * deviation);
        for (size_t k = 0; k < j; k++)
            a[k * m + j] = a[j * m + k];
    }
    for (size_t j = 0; j < m; j++)
        for (size_t k = 0; k < m && out[j]; k++) {
            a[j * m + k] = a[k * m + j] = j == k;
            g[j] = 0;
        }
}

static void climb(const struct mlf_logistic *data, double *weight, const unsigned char *out, double *g, double *a)
{
    size_t m = data->d + 1;

    for (int step = 0; step < STEPS; step++) {
        double most = 0;

        gather(data, weight, out, g, a);
        solve(a, g, m);
        for (size_t j = 0; j < m; j++) {
            double by = fmin(fmax(g[j], -STRIDE), STRIDE);

            weight[j] += by;
            most = fmax(most, fabs(by) / fmax(1, fabs(weight[j])));
        }
        if (most < SMALL)
            return;
    }
}

int mlf_logistic_fit(const struct mlf_logistic *data, double *weight, struct mlf_err *err)
{
    size_t m = data->d + 1;
    double *g = mlf_alloc(m * (m + 1), sizeof *g, err);
    unsigned char *out = mlf_alloc(m, 1, err);
    int result = -1, again = 1;

    if (!g || !out)
        goto done;
    while (again) {
        size_t worst = data->d;

        for (size_t j = 0; j < m; j++)
            weight[j] = data->prior ? data->prior[j] : 0;
        climb(data, weight, out, g, g + m);
        for (size_t j = 0; j < data->d && !data->prior; j++)
            if (weight[j] < 0 && (worst == data->d || weight[j] < weight[worst]))
                worst = j;
        again = worst < data->d;
        if (again)
            out[worst] = 1;
    }
    result = 0;
done:
    free(g);
    free(out);
    return result;
}
