#include "mlfix/numeric/eigen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/lapack.h"
#include "mlfix/numeric/matrix.h"

#define EXTRA_COLUMNS ((size_t)64)

/* A vector and its negative are both eigenvectors, and which one a solver gives depends
 * on its inner workings: so the sign is fixed here. */
static void fix_sign(float *vector, size_t n)
{
    size_t top = 0;
    for (size_t i = 1; i < n; i++)
        if (fabsf(vector[i]) > fabsf(vector[top]))
            top = i;
    if (vector[top] < 0)
        for (size_t i = 0; i < n; i++)
            vector[i] = -vector[i];
}

static void fix_sign_f64(double *vector, size_t n)
{
    size_t top = 0;
    for (size_t i = 1; i < n; i++)
        if (fabs(vector[i]) > fabs(vector[top]))
            top = i;
    if (vector[top] < 0)
        for (size_t i = 0; i < n; i++)
            vector[i] = -vector[i];
}

/* The size of LAPACK's work space must fit its int. */
static int check_order(size_t n, struct mlf_err *err)
{
    return n > 16000 ? mlf_fail(err, "a matrix of %zu rows is too large for its eigenvectors", n) : 0;
}

int mlf_eigen_f64(size_t n, double *a, double *values, double *vectors, struct mlf_err *err)
{
    if (n == 0)
        return 0;
    if (check_order(n, err))
        return -1;
    if (mlf_blas_ready(1, err))
        return -1;
    int result = -1, order = (int)n, info = 0;
    size_t doubles = 1 + 6 * n + 2 * n * n, integers = 3 + 5 * n;
    double *work = mlf_alloc(doubles, sizeof *work, err), *ascending = mlf_alloc(n, sizeof *ascending, err);
    int *integer_work = mlf_alloc(integers, sizeof *integer_work, err);
    if (!work || !ascending || !integer_work)
        goto done;
    dsyevd_("V", "L", &order, a, &order, ascending, work, &(int){(int)doubles}, integer_work, &(int){(int)integers},
            &info, 1, 1);
    if (info != 0) {
        mlf_fail(err, "no eigenvectors for a matrix of %zu rows", n);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = ascending[n - 1 - i];
        memcpy(vectors + i * n, a + (n - 1 - i) * n, n * sizeof *vectors);
        fix_sign_f64(vectors + i * n, n);
    }
    result = 0;
done:
    free(work);
    free(ascending);
    free(integer_work);
    return result;
}

static int eigen_exact(size_t n, float *a, size_t r, float *values, float *vectors, struct mlf_err *err)
{
    int result = -1, order = (int)n, found = 0, info = 0, low = (int)(n - r + 1);
    int floats = 40 * order, integers = 12 * order;
    float *work = mlf_alloc((size_t)floats, sizeof *work, err);
    int *integer_work = mlf_alloc((size_t)integers, sizeof *integer_work, err);
    int *support = mlf_alloc(2 * n, sizeof *support, err);
    float *ascending = mlf_alloc(n, sizeof *ascending, err);
    float *z = mlf_alloc_matrix(r * n, sizeof *z, err);
    if (!work || !integer_work || !support || !ascending || !z)
        goto done;
    ssyevr_("V", r == n ? "A" : "I", "L", &order, a, &order, &(float){0}, &(float){0}, &low, &order, &(float){0},
            &found, ascending, z, &order, support, work, &floats, integer_work, &integers, &info, 1, 1, 1);
    if (info != 0 || (size_t)found != r) {
        mlf_fail(err, "no eigenvectors for a matrix of %zu rows", n);
        goto done;
    }
    for (size_t i = 0; i < r; i++) {
        values[i] = ascending[r - 1 - i];
        memcpy(vectors + i * n, z + (r - 1 - i) * n, n * sizeof *vectors);
        fix_sign(vectors + i * n, n);
    }
    result = 0;
done:
    free(work);
    free(integer_work);
    free(support);
    free(ascending);
    free(z);
    return result;
}

/* Makes the `count` rows of q, n long each, orthonormal: Fortran sees them as
 * columns. */
static int orthonormalise(size_t n, size_t count, float *q, float *tau, float *work, int work_length,
                          struct mlf_err *err)
{
    int rows = (int)n, columns = (int)count, info = 0;
    sgeqrf_(&rows, &columns, q, &rows, tau, work, &work_length, &info);
    if (info == 0)
        sorgqr_(&rows, &columns, &columns, q, &rows, tau, work, &work_length, &info);
    return info == 0 ? 0 : mlf_fail(err, "no orthonormal basis for a matrix of %zu rows", n);
}

/* Rayleigh-Ritz: the best eigenpairs of `a` within the span of q's rows. */
static int ritz(size_t n, size_t count, const float *q, const float *aq, size_t r, float *values, float *vectors,
                int jobs, struct mlf_err *err)
{
    int result = -1;
    float *small = mlf_alloc_matrix(count * count, sizeof *small, err);
    double *wide = mlf_alloc(count * count, sizeof *wide, err);
    double *wide_values = mlf_alloc(count, sizeof *wide_values, err);
    double *wide_vectors = mlf_alloc(count * count, sizeof *wide_vectors, err);
    if (!small || !wide || !wide_values || !wide_vectors)
        goto done;
    if (mlf_gemm(MLF_AS_IS, MLF_TRANSPOSED, count, count, n, 1, q, n, aq, n, 0, small, count, jobs, err))
        goto done;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            wide[i * count + j] = 0.5 * ((double)small[i * count + j] + (double)small[j * count + i]);
    if (mlf_eigen_f64(count, wide, wide_values, wide_vectors, err))
        goto done;
    for (size_t i = 0; i < r * count; i++)
        small[i] = (float)wide_vectors[i];
    if (mlf_gemm(MLF_AS_IS, MLF_AS_IS, r, n, count, 1, small, count, q, n, 0, vectors, n, jobs, err))
        goto done;
    for (size_t i = 0; i < r; i++) {
        values[i] = (float)wide_values[i];
        fix_sign(vectors + i * n, n);
    }
    result = 0;
done:
    free(small);
    free(wide);
    free(wide_values);
    free(wide_vectors);
    return result;
}

int mlf_eigen_subspace(size_t n, const float *a, size_t r, uint64_t seed, float *values, float *vectors, int jobs,
                       struct mlf_err *err)
{
    if (n == 0 || r == 0)
        return 0;
    if (check_order(n, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    int result = -1;
    size_t count = r + EXTRA_COLUMNS < n ? r + EXTRA_COLUMNS : n;
    int work_length = (int)(64 * count);
    float *q = mlf_alloc_matrix(count * n, sizeof *q, err), *aq = mlf_alloc_matrix(count * n, sizeof *aq, err);
    float *tau = mlf_alloc(count, sizeof *tau, err), *work = mlf_alloc((size_t)work_length, sizeof *work, err);
    if (!q || !aq || !tau || !work)
        goto done;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (size_t i = 0; i < count * n; i++)
        q[i] = (float)mlf_rng_normal(&rng);
    for (int round = 0; round <= MLF_EIGEN_ROUNDS; round++) {
        if (round > 0)
            memcpy(q, aq, count * n * sizeof *q);
        if (orthonormalise(n, count, q, tau, work, work_length, err) ||
            mlf_gemm(MLF_AS_IS, MLF_AS_IS, count, n, n, 1, q, n, a, n, 0, aq, n, jobs, err))
            goto done;
    }
    result = ritz(n, count, q, aq, r, values, vectors, jobs, err);
done:
    free(q);
    free(aq);
    free(tau);
    free(work);
    return result;
}

int mlf_eigen_top(size_t n, float *a, size_t r, uint64_t seed, float *values, float *vectors, int jobs,
                  struct mlf_err *err)
{
    if (n == 0 || r == 0)
        return 0;
    if (n > MLF_EIGEN_EXACT)
        return mlf_eigen_subspace(n, a, r, seed, values, vectors, jobs, err);
    if (mlf_blas_ready(jobs, err))
        return -1;
    return eigen_exact(n, a, r, values, vectors, err);
}
