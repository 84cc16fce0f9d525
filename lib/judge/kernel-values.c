#include "kernel-values.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/matrix.h"

/* Values at a time: a fixed count lets the compiler use vector instructions. */
#define LANES 16
#define SAMPLE ((size_t)2000)

/* exp(x) = 2^k exp(r) with |r| <= ln(2)/2. exp(r) is computed by its Taylor polynomial of
 * degree 7, whose remainder is below 6e-9. k ln(2) is subtracted in two parts, the first
 * of which has so few digits that k times it is exact. */
static void exp_lanes(float *x)
{
    float r[LANES], y[LANES];
    int32_t k[LANES];
    for (int i = 0; i < LANES; i++) {
        float t = x[i] > 0 ? 0 : x[i];
        t = t > -87 ? t : -87; /* also what is no number, between vectors too long to be squared */
        k[i] = (int32_t)(t * 1.44269504F - 0.5F);
        r[i] = t - (float)k[i] * 0.693359375F - (float)k[i] * -2.12194440e-4F;
    }
    for (int i = 0; i < LANES; i++) {
        float s = 1.0F / 5040;
        s = s * r[i] + 1.0F / 720;
        s = s * r[i] + 1.0F / 120;
        s = s * r[i] + 1.0F / 24;
        s = s * r[i] + 1.0F / 6;
        s = s * r[i] + 0.5F;
        s = s * r[i] + 1;
        y[i] = s * r[i] + 1;
    }
    for (int i = 0; i < LANES; i++) {
        int32_t bits = (k[i] + 127) * (1 << 23);
        float power;
        memcpy(&power, &bits, sizeof power);
        x[i] = y[i] * power;
    }
}

static void exp_rest(float *x, size_t n)
{
    float lanes[LANES] = {0};
    memcpy(lanes, x, n * sizeof *x);
    exp_lanes(lanes);
    memcpy(x, lanes, n * sizeof *x);
}

static void finish_lanes(float *x, float a, const float *b)
{
    for (int i = 0; i < LANES; i++)
        x[i] = 2 * x[i] - a - b[i];
    exp_lanes(x);
}

void mlf_kernel_from_products(float *x, size_t rows, size_t n, size_t stride, const float *a, const float *b)
{
    for (size_t r = 0; r < rows; r++) {
        float *row = x + r * stride;
        size_t i = 0;
        for (; i + LANES <= n; i += LANES)
            finish_lanes(row + i, a[r], b + i);
        for (size_t j = i; j < n; j++)
            row[j] = 2 * row[j] - a[r] - b[j];
        if (i < n)
            exp_rest(row + i, n - i);
    }
}

/* The value of the given rank (from 0) among floats that are not negative:
 * their bit patterns are in the same order, so two counts by 16 bits find it. */
static float select_rank(const float *values, size_t n, size_t rank, size_t *count)
{
    uint32_t bits, high = 0;
    memset(count, 0, 65536 * sizeof *count);
    for (size_t i = 0; i < n; i++) {
        memcpy(&bits, values + i, sizeof bits);
        count[bits >> 16]++;
    }
    while (rank >= count[high])
        rank -= count[high++];
    memset(count, 0, 65536 * sizeof *count);
    for (size_t i = 0; i < n; i++) {
        memcpy(&bits, values + i, sizeof bits);
        if (bits >> 16 == high)
            count[bits & 0xffff]++;
    }
    uint32_t low = 0;
    while (rank >= count[low])
        rank -= count[low++];
    bits = high << 16 | low;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Replaces the m x m inner products by the squared distances of all pairs of rows, one
 * behind the other. Returns how many these are. */
static size_t pair_distances(float *products, size_t m)
{
    size_t n = 0;
    for (size_t i = 1; i < m; i++)
        for (size_t j = 0; j < i; j++) {
            float square = products[i * m + i] + products[j * m + j] - 2 * products[i * m + j];
            /* Row i is written up to i - 1 only, so no diagonal is lost. */
            products[i * m + j] = square > 0 ? square : 0;
        }
    for (size_t i = 1; i < m; i++)
        for (size_t j = 0; j < i; j++)
            products[n++] = products[i * m + j];
    return n;
}

/* Subtracts the mean. Short vectors keep the difference between their squared lengths
 * and inner products, which is their distance, from being lost in rounding. */
static void centre_rows(float *rows, size_t m, size_t d)
{
    for (size_t j = 0; j < d; j++) {
        double sum = 0;
        for (size_t i = 0; i < m; i++)
            sum += rows[i * d + j];
        float mean = (float)(sum / (double)m);
        for (size_t i = 0; i < m; i++)
            rows[i * d + j] -= mean;
    }
}

int mlf_kernel_median_distance(const float *z, size_t n, size_t d, uint64_t seed, double *median, int jobs,
                               struct mlf_err *err)
{
    struct mlf_rng rng;
    size_t m = n < SAMPLE ? n : SAMPLE;
    int result = -1;
    *median = 1;
    if (n < 2)
        return 0;
    size_t *order = mlf_alloc(n, sizeof *order, err);
    size_t *count = mlf_alloc(65536, sizeof *count, err);
    float *rows = mlf_alloc_matrix(m * d, sizeof *rows, err);
    float *products = mlf_alloc_matrix(m * m, sizeof *products, err);
    if (!order || !count || !rows || !products)
        goto done;
    mlf_rng_seed(&rng, seed);
    mlf_rng_permutation(&rng, order, n);
    for (size_t i = 0; i < m; i++)
        memcpy(rows + i * d, z + order[i] * d, d * sizeof *rows);
    centre_rows(rows, m, d);
    if (mlf_outer(m, d, 1, rows, d, 0, products, jobs, err))
        goto done;
    size_t pairs = pair_distances(products, m);
    float value = select_rank(products, pairs, pairs / 2, count);
    if (value > 0)
        *median = value;
    result = 0;
done:
    free(order);
    free(count);
    free(rows);
    free(products);
    return result;
}
