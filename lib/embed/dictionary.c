/* Learning a dictionary takes these steps: patches are drawn at random and normalised,
 * whitened (so that neighbouring pixels are no longer correlated), and clustered; then the
 * whitening is folded into the cluster centres, which thus become filters for patches as
 * they are. */

#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/recipe.h"
#include "mlfix/embed/thumbnails.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dictionary-cluster.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/eigen.h"
#include "mlfix/numeric/matrix.h"

/* Added to the eigenvalues, so that directions with less variance than this, which are
 * noise, are not scaled up to the variance of the others. */
#define WHITENING_FLOOR 0.1

void mlf_patch_normalise(const unsigned char *thumb, size_t side, size_t x, size_t y, float *patch)
{
    int sum = 0, squares = 0;
    size_t length = 3 * side, size = MLF_PATCH_SIZE(side);
    for (size_t row = 0; row < side; row++) {
        const unsigned char *in = thumb + ((y + row) * MLF_THUMB_SIDE + x) * 3;
        for (size_t i = 0; i < length; i++) {
            sum += in[i];
            squares += in[i] * in[i];
        }
    }
    double mean = (double)sum / (double)size;
    double variance = (double)squares / (double)size - mean * mean;
    float shift = (float)mean, scale = (float)(1 / sqrt(variance + MLF_PATCH_FLOOR));
    for (size_t row = 0; row < side; row++) {
        const unsigned char *in = thumb + ((y + row) * MLF_THUMB_SIDE + x) * 3;
        for (size_t i = 0; i < length; i++)
            patch[row * length + i] = ((float)in[i] - shift) * scale;
    }
}

/* Mean and covariance of the patches. In double precision, since sums are taken over
 * 100,000 patches and the smallest eigenvalues are thousands of times below the largest. */
static int covariance(const float *patches, size_t n, size_t d, double *mean, double *cov, struct mlf_err *err)
{
    const size_t block = 1000;
    double *rows = mlf_alloc(block * d, sizeof *rows, err);
    if (!rows)
        return -1;
    mlf_columns_mean(patches, n, d, mean);
    for (size_t first = 0; first < n; first += block) {
        size_t count = n - first < block ? n - first : block;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < d; j++)
                rows[i * d + j] = (double)patches[(first + i) * d + j] - mean[j];
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)d, (int)d, (int)count, 1 / (double)n, rows, (int)d,
                    rows, (int)d, first ? 1 : 0, cov, (int)d);
    }
    free(rows);
    return 0;
}

/* whiten = E diag(1 / sqrt(l + WHITENING_FLOOR)) E', symmetric, for the eigenvectors E and
 * eigenvalues l of cov, which is overwritten. */
static int whitening(size_t d, double *cov, double *whiten, struct mlf_err *err)
{
    int result = -1;
    double *values = mlf_alloc(d, sizeof *values, err), *vectors = mlf_alloc(d * d, sizeof *vectors, err);
    double *scaled = mlf_alloc(d * d, sizeof *scaled, err);
    if (!values || !vectors || !scaled || mlf_eigen_f64(d, cov, values, vectors, err))
        goto done;
    for (size_t i = 0; i < d; i++) {
        double scale = 1 / sqrt(fmax(values[i], 0) + WHITENING_FLOOR);
        for (size_t j = 0; j < d; j++)
            scaled[i * d + j] = scale * vectors[i * d + j];
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)d, (int)d, (int)d, 1, vectors, (int)d, scaled, (int)d, 0,
                whiten, (int)d);
    result = 0;
done:
    free(values);
    free(vectors);
    free(scaled);
    return result;
}

/* A whitened patch times centroid k equals the patch, less the mean, times row k of
 * centroids x whiten, since the whitening is symmetric. Patches have the mean 0, so a
 * constant can be taken off the filter. */
static int fold(struct mlf_dictionary *dictionary, const float *centroids, const float *whiten, const double *mean,
                int jobs, struct mlf_err *err)
{
    size_t k = dictionary->filters, d = MLF_PATCH_SIZE(dictionary->side);
    if (mlf_gemm(MLF_AS_IS, MLF_AS_IS, k, d, d, 1, centroids, d, whiten, d, 0, dictionary->fold, d, jobs, err))
        return -1;
    for (size_t i = 0; i < k; i++) {
        float *filter = dictionary->fold + i * d;
        double sum = 0, bias = 0;
        for (size_t j = 0; j < d; j++)
            sum += (double)filter[j];
        for (size_t j = 0; j < d; j++) {
            filter[j] -= (float)(sum / (double)d);
            bias -= mean[j] * (double)filter[j];
        }
        dictionary->bias[i] = (float)bias;
    }
    return 0;
}

/* Draws `count` patches at random places of random pictures. */
static void draw(const unsigned char *thumbs, size_t n, size_t side, struct mlf_rng *rng, float *patches, size_t count)
{
    size_t positions = MLF_THUMB_SIDE - side + 1;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *thumb = thumbs + mlf_rng_below(rng, n) * MLF_THUMB_BYTES;
        size_t y = mlf_rng_below(rng, positions), x = mlf_rng_below(rng, positions);
        mlf_patch_normalise(thumb, side, x, y, patches + i * MLF_PATCH_SIZE(side));
    }
}

/* out = (patches - mean) whiten. */
static int whiten_patches(const float *patches, size_t n, size_t d, const double *mean, const float *whiten, float *out,
                          int jobs, struct mlf_err *err)
{
    float shift[MLF_PATCH_SIZE(MLF_PATCH_MOST)], shifted[MLF_PATCH_SIZE(MLF_PATCH_MOST)];
    for (size_t j = 0; j < d; j++)
        shift[j] = (float)mean[j];
    cblas_sgemv(CblasRowMajor, CblasTrans, (int)d, (int)d, -1, whiten, (int)d, shift, 1, 0, shifted, 1);
    for (size_t i = 0; i < n; i++)
        memcpy(out + i * d, shifted, d * sizeof *shifted);
    return mlf_gemm(MLF_AS_IS, MLF_AS_IS, n, d, d, 1, patches, d, whiten, d, 1, out, d, jobs, err);
}

int mlf_dictionary_learn(struct mlf_dictionary *dictionary, const struct mlf_recipe *recipe, size_t side,
                         const unsigned char *thumbs, size_t n, int jobs, struct mlf_err *err)
{
    *dictionary = (struct mlf_dictionary){.side = side, .filters = recipe->filters};
    if (mlf_blas_ready(jobs, err))
        return -1;
    int result = -1;
    size_t k = recipe->filters, count = recipe->patches, d = MLF_PATCH_SIZE(side);
    size_t positions = (MLF_THUMB_SIDE - side + 1) * (MLF_THUMB_SIDE - side + 1);
    if (n < count / positions)
        count = n * positions;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, recipe->seed);
    double *mean = mlf_alloc(d, sizeof *mean, err), *cov = mlf_alloc(d * d, sizeof *cov, err);
    double *wide = mlf_alloc(d * d, sizeof *wide, err);
    float *whiten = mlf_alloc_matrix(d * d, sizeof *whiten, err);
    float *patches = mlf_alloc_matrix(count * d, sizeof *patches, err);
    float *whitened = mlf_alloc_matrix(count * d, sizeof *whitened, err);
    float *centroids = mlf_alloc_matrix(k * d, sizeof *centroids, err);
    dictionary->fold = mlf_alloc_matrix(k * d, sizeof *dictionary->fold, err);
    dictionary->bias = mlf_alloc_matrix(k, sizeof *dictionary->bias, err);
    if (!mean || !cov || !wide || !whiten || !patches || !whitened || !centroids || !dictionary->fold ||
        !dictionary->bias)
        goto done;
    draw(thumbs, n, side, &rng, patches, count);
    if (covariance(patches, count, d, mean, cov, err) || whitening(d, cov, wide, err))
        goto done;
    for (size_t i = 0; i < d * d; i++)
        whiten[i] = (float)wide[i];
    if (whiten_patches(patches, count, d, mean, whiten, whitened, jobs, err) ||
        mlf_dictionary_cluster(whitened, count, d, k, recipe->iterations, &rng, centroids, jobs, err) ||
        fold(dictionary, centroids, whiten, mean, jobs, err))
        goto done;
    result = 0;
done:
    free(mean);
    free(cov);
    free(wide);
    free(whiten);
    free(patches);
    free(whitened);
    free(centroids);
    if (result)
        mlf_dictionary_free(dictionary);
    return result;
}

void mlf_dictionary_free(struct mlf_dictionary *dictionary)
{
    free(dictionary->fold);
    free(dictionary->bias);
    *dictionary = (struct mlf_dictionary){0};
}
