/* Drawing and whitening patches, and folding the whitening into the filters.
 * See patches.h. */
#include "mlfix/patches.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/err.h"
#include "mlfix/matrix.h"
#include "mlfix/rng.h"

#define D MLF_PATCH_SIZE
#define POSITIONS ((size_t)(MLF_THUMB_SIDE - MLF_PATCH_SIDE + 1))
/* Added to the eigenvalues: directions with less variance are noise and are not
 * brought up to the others. */
#define WHITENING_FLOOR 0.1

void mlf_patch_normalise(const unsigned char *thumb, size_t x, size_t y, float *patch)
{
    int sum = 0, squares = 0;
    for (size_t row = 0; row < MLF_PATCH_SIDE; row++) {
        const unsigned char *in = thumb + ((y + row) * MLF_THUMB_SIDE + x) * 3;
        for (size_t i = 0; i < MLF_PATCH_ROW; i++) {
            sum += in[i];
            squares += in[i] * in[i];
        }
    }
    double mean = (double)sum / (double)D;
    double variance = (double)squares / (double)D - mean * mean;
    float shift = (float)mean, scale = (float)(1 / sqrt(variance + MLF_PATCH_FLOOR));
    for (size_t row = 0; row < MLF_PATCH_SIDE; row++) {
        const unsigned char *in = thumb + ((y + row) * MLF_THUMB_SIDE + x) * 3;
        for (size_t i = 0; i < MLF_PATCH_ROW; i++)
            patch[row * MLF_PATCH_ROW + i] = ((float)in[i] - shift) * scale;
    }
}

/* Mean and covariance in double precision: sums over 100,000 patches whose
 * smallest eigenvalues are thousands of times below the largest. */
static int covariance(const float *patches, size_t n, double *mean, double *cov, struct mlf_err *err)
{
    const size_t block = 1000;
    double *rows = mlf_alloc(block * D, sizeof *rows, err);
    if (!rows)
        return -1;
    memset(mean, 0, D * sizeof *mean);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < D; j++)
            mean[j] += (double)patches[i * D + j];
    for (size_t j = 0; j < D; j++)
        mean[j] /= (double)n;
    for (size_t first = 0; first < n; first += block) {
        size_t count = n - first < block ? n - first : block;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < D; j++)
                rows[i * D + j] = (double)patches[(first + i) * D + j] - mean[j];
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)D, (int)D, (int)count, 1 / (double)n, rows, (int)D,
                    rows, (int)D, first ? 1 : 0, cov, (int)D);
    }
    free(rows);
    return 0;
}

/* whiten = E diag(1 / sqrt(l + floor)) E', symmetric; overwrites cov. */
static int whitening(double *cov, double *whiten, struct mlf_err *err)
{
    int status = -1;
    double *values = mlf_alloc(D, sizeof *values, err), *vectors = mlf_alloc(D * D, sizeof *vectors, err);
    double *scaled = mlf_alloc(D * D, sizeof *scaled, err);
    if (!values || !vectors || !scaled || mlf_eigen_f64(D, cov, values, vectors, err))
        goto done;
    for (size_t i = 0; i < D; i++) {
        double scale = 1 / sqrt(fmax(values[i], 0) + WHITENING_FLOOR);
        for (size_t j = 0; j < D; j++)
            scaled[i * D + j] = scale * vectors[i * D + j];
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)D, (int)D, (int)D, 1, vectors, (int)D, scaled, (int)D, 0,
                whiten, (int)D);
    status = 0;
done:
    free(values);
    free(vectors);
    free(scaled);
    return status;
}

/* The whitening is symmetric, so row k of centroids x whiten is what patches
 * are multiplied with. A patch has no mean, so neither need the filter. */
static int fold(struct mlf_dictionary *dictionary, const float *centroids, const float *whiten, const double *mean,
                int jobs, struct mlf_err *err)
{
    size_t k = dictionary->filters;
    if (mlf_gemm(MLF_AS_IS, MLF_AS_IS, k, D, D, 1, centroids, D, whiten, D, 0, dictionary->fold, D, jobs, err))
        return -1;
    for (size_t i = 0; i < k; i++) {
        float *filter = dictionary->fold + i * D;
        double sum = 0, bias = 0;
        for (size_t j = 0; j < D; j++)
            sum += (double)filter[j];
        for (size_t j = 0; j < D; j++) {
            filter[j] -= (float)(sum / (double)D);
            bias -= mean[j] * (double)filter[j];
        }
        dictionary->bias[i] = (float)bias;
    }
    return 0;
}

/* Draws into `patches` (count x D). */
static void draw(const unsigned char *thumbs, size_t n, struct mlf_rng *rng, float *patches, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const unsigned char *thumb = thumbs + mlf_rng_below(rng, n) * MLF_THUMB_BYTES;
        size_t y = mlf_rng_below(rng, POSITIONS), x = mlf_rng_below(rng, POSITIONS);
        mlf_patch_normalise(thumb, x, y, patches + i * D);
    }
}

/* patches := (patches - mean) whiten, through `out`. */
static int whiten_patches(const float *patches, size_t n, const double *mean, const float *whiten, float *out, int jobs,
                          struct mlf_err *err)
{
    float shift[D], shifted[D];
    for (size_t j = 0; j < D; j++)
        shift[j] = (float)mean[j];
    cblas_sgemv(CblasRowMajor, CblasTrans, (int)D, (int)D, -1, whiten, (int)D, shift, 1, 0, shifted, 1);
    for (size_t i = 0; i < n; i++)
        memcpy(out + i * D, shifted, sizeof shifted);
    return mlf_gemm(MLF_AS_IS, MLF_AS_IS, n, D, D, 1, patches, D, whiten, D, 1, out, D, jobs, err);
}

int mlf_dictionary_learn(struct mlf_dictionary *dictionary, const struct mlf_recipe *recipe,
                         const unsigned char *thumbs, size_t n, int jobs, struct mlf_err *err)
{
    *dictionary = (struct mlf_dictionary){.filters = recipe->filters};
    mlf_blas_single();
    int status = -1;
    size_t k = recipe->filters, count = recipe->patches;
    if (n < count / (POSITIONS * POSITIONS))
        count = n * POSITIONS * POSITIONS;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, recipe->seed);
    double *mean = mlf_alloc(D, sizeof *mean, err), *cov = mlf_alloc(D * D, sizeof *cov, err);
    double *wide = mlf_alloc(D * D, sizeof *wide, err);
    float *whiten = mlf_alloc_matrix(D * D, sizeof *whiten, err);
    float *patches = mlf_alloc_matrix(count * D, sizeof *patches, err);
    float *whitened = mlf_alloc_matrix(count * D, sizeof *whitened, err);
    float *centroids = mlf_alloc_matrix(k * D, sizeof *centroids, err);
    dictionary->fold = mlf_alloc_matrix(k * D, sizeof *dictionary->fold, err);
    dictionary->bias = mlf_alloc_matrix(k, sizeof *dictionary->bias, err);
    if (!mean || !cov || !wide || !whiten || !patches || !whitened || !centroids || !dictionary->fold ||
        !dictionary->bias)
        goto done;
    draw(thumbs, n, &rng, patches, count);
    if (covariance(patches, count, mean, cov, err) || whitening(cov, wide, err))
        goto done;
    for (size_t i = 0; i < D * D; i++)
        whiten[i] = (float)wide[i];
    if (whiten_patches(patches, count, mean, whiten, whitened, jobs, err) ||
        mlf_dictionary_cluster(whitened, count, k, recipe->iterations, &rng, centroids, jobs, err) ||
        fold(dictionary, centroids, whiten, mean, jobs, err))
        goto done;
    status = 0;
done:
    free(mean);
    free(cov);
    free(wide);
    free(whiten);
    free(patches);
    free(whitened);
    free(centroids);
    if (status)
        mlf_dictionary_free(dictionary);
    return status;
}

void mlf_dictionary_free(struct mlf_dictionary *dictionary)
{
    free(dictionary->fold);
    free(dictionary->bias);
    *dictionary = (struct mlf_dictionary){0};
}
