#include "mlfix/embed/projection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/processor-clones.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/eigen.h"
#include "mlfix/numeric/matrix.h"

/* Eigenvalues below this share of the largest one are only rounding. */
#define RANK_LIMIT 1e-6f
#define DEVIATION_FLOOR 1e-3

/* Pictures that are projected side by side. */
#define LANES ((size_t)16)

int mlf_projection_new(struct mlf_projection *projection, size_t width, size_t dim, struct mlf_err *err)
{
    *projection = (struct mlf_projection){.width = width, .dim = dim};
    projection->mean = mlf_alloc(width, sizeof *projection->mean, err);
    projection->scale = mlf_alloc(width, sizeof *projection->scale, err);
    projection->basis = mlf_alloc(dim * width, sizeof *projection->basis, err);
    if (projection->mean && projection->scale && projection->basis)
        return 0;
    mlf_projection_free(projection);
    return -1;
}

struct mlf_projection mlf_projection_none(size_t width)
{
    return (struct mlf_projection){.width = width, .dim = width};
}

void mlf_projection_free(struct mlf_projection *projection)
{
    free(projection->mean);
    free(projection->scale);
    free(projection->basis);
    *projection = (struct mlf_projection){0};
}

void mlf_projection_standardise(const struct mlf_projection *projection, float *features, size_t n)
{
    for (size_t i = 0; i < n && projection->mean; i++) {
        float *row = features + i * projection->width;
        for (size_t j = 0; j < projection->width; j++)
            row[j] = (row[j] - projection->mean[j]) * projection->scale[j];
    }
}

/* out[j][lane] = sum over c of basis[j][c] * x[c][lane], four rows of the basis at
 * a time. sgemm would be wrong here: how it rounds a picture's sums depends on the
 * picture's place in the batch, and a picture's vector must not depend on its neighbours in
 * the stream. */
MLF_FOR_EACH_PROCESSOR
static void project_lanes(const float *basis, size_t dim, size_t width, const float *x, float *out)
{
    for (size_t j = 0; j < dim; j += 4) {
        float sums[4][LANES] = {{0}};
        const float *rows[4];
        for (size_t r = 0; r < 4; r++)
            rows[r] = basis + (j + r < dim ? j + r : dim - 1) * width;
        for (size_t c = 0; c < width; c++)
            for (size_t r = 0; r < 4; r++)
                for (size_t lane = 0; lane < LANES; lane++)
                    sums[r][lane] += rows[r][c] * x[c * LANES + lane];
        for (size_t r = 0; r < 4 && j + r < dim; r++)
            memcpy(out + (j + r) * LANES, sums[r], sizeof sums[r]);
    }
}

int mlf_projection_apply(const struct mlf_projection *projection, const float *features, size_t n, float *vectors,
                         struct mlf_err *err)
{
    size_t width = projection->width, dim = projection->dim;
    if (!projection->basis) {
        memcpy(vectors, features, n * width * sizeof *vectors);
        return 0;
    }
    float *x = mlf_alloc_matrix(width * LANES, sizeof *x, err), *out = mlf_alloc_matrix(dim * LANES, sizeof *out, err);
    int result = x && out ? 0 : -1;
    for (size_t first = 0; result == 0 && first < n; first += LANES) {
        size_t count = n - first < LANES ? n - first : LANES;
        for (size_t c = 0; c < width; c++)
            for (size_t lane = 0; lane < LANES; lane++)
                x[c * LANES + lane] = lane < count ? features[(first + lane) * width + c] : 0;
        project_lanes(projection->basis, dim, width, x, out);
        for (size_t lane = 0; lane < count; lane++)
            for (size_t j = 0; j < dim; j++)
                vectors[(first + lane) * dim + j] = out[j * LANES + lane];
    }
    free(x);
    free(out);
    return result;
}

/* Sets mean and scale of each column. */
static int measure(struct mlf_projection *p, const float *features, size_t n, struct mlf_err *err)
{
    size_t width = p->width;
    double *mean = mlf_alloc(width, sizeof *mean, err), *square = mlf_alloc(width, sizeof *square, err);
    if (!mean || !square) {
        free(mean);
        free(square);
        return -1;
    }
    mlf_columns_mean(features, n, width, mean);
    mlf_columns_squares(features, n, width, mean, square);
    double all = 0;
    for (size_t j = 0; j < width; j++)
        all += square[j] / (double)n / (double)width;
    for (size_t j = 0; j < width; j++) {
        double deviation = sqrt(square[j] / (double)n) + DEVIATION_FLOOR * sqrt(all);
        p->mean[j] = (float)mean[j];
        /* The deviation of a constant column is only the rounding of its mean. */
        p->scale[j] = deviation > 1e-6 * (1 + fabs(mean[j])) ? (float)(1 / deviation) : 0;
    }
    free(mean);
    free(square);
    return 0;
}

/* The largest eigenpairs of F'F/n, by way of those of FF'/n where that is smaller. */
static int principal(const float *features, size_t n, size_t width, size_t count, uint64_t seed, float *values,
                     float *vectors, int jobs, struct mlf_err *err)
{
    int result = -1;
    size_t order = n < width ? n : width;
    float share = 1.0f / (float)n, *product = mlf_alloc_matrix(order * order, sizeof *product, err), *left = NULL;
    if (!product)
        goto done;
    if (n >= width) {
        result = mlf_gram(n, width, share, features, width, 0, product, jobs, err) ||
                         mlf_eigen_top(width, product, count, seed, values, vectors, jobs, err)
                     ? -1
                     : 0;
        goto done;
    }
    if (!(left = mlf_alloc_matrix(count * n, sizeof *left, err)) ||
        mlf_outer(n, width, share, features, width, 0, product, jobs, err) ||
        mlf_eigen_top(n, product, count, seed, values, left, jobs, err) ||
        mlf_gemm(MLF_AS_IS, MLF_AS_IS, count, width, n, 1, left, n, features, width, 0, vectors, width, jobs, err))
        goto done;
    for (size_t i = 0; i < count; i++) {
        float scale = values[i] > 0 ? 1 / sqrtf((float)n * values[i]) : 0;
        for (size_t j = 0; j < width; j++)
            vectors[i * width + j] *= scale;
    }
    result = 0;
done:
    free(product);
    free(left);
    return result;
}

int mlf_projection_learn(struct mlf_projection *projection, float *features, size_t n, size_t width, size_t dim,
                         uint64_t seed, int jobs, struct mlf_err *err)
{
    int result = -1;
    size_t count = dim < width ? dim : width, kept = 0;
    count = count < n - 1 ? count : n - 1;
    count = count > 0 ? count : 1;
    float *values = mlf_alloc(count, sizeof *values, err);
    if (mlf_projection_new(projection, width, count, err) || !values || measure(projection, features, n, err))
        goto done;
    mlf_projection_standardise(projection, features, n);
    if (principal(features, n, width, count, seed, values, projection->basis, jobs, err))
        goto done;
    while (kept < count && values[kept] > 0 && values[kept] > RANK_LIMIT * values[0])
        kept++;
    for (size_t i = 0; i < kept; i++)
        for (size_t j = 0; j < width; j++)
            projection->basis[i * width + j] *= powf(values[i], -0.25f);
    if (kept == 0)
        memset(projection->basis, 0, width * sizeof *projection->basis);
    projection->dim = kept > 0 ? kept : 1;
    result = 0;
done:
    free(values);
    if (result)
        mlf_projection_free(projection);
    return result;
}
