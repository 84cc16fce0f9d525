#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/columns.h"
#include "mlfix/numeric/eigen.h"
#include "mlfix/numeric/matrix.h"

static float *random_matrix(size_t n, size_t d, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    float *m = mlf_alloc_matrix(n * d, sizeof *m, NULL);
    for (size_t i = 0; i < n * d; i++)
        m[i] = (float)mlf_rng_normal(&rng);
    return m;
}

/* op(A) op(B) in double precision, entry by entry. */
static double entry(int ta, int tb, const float *a, size_t lda, const float *b, size_t ldb, size_t k, size_t i,
                    size_t j)
{
    double sum = 0;
    for (size_t l = 0; l < k; l++)
        sum += (double)(ta ? a[l * lda + i] : a[i * lda + l]) * (double)(tb ? b[j * ldb + l] : b[l * ldb + j]);
    return sum;
}

static void check_gemm(int ta, int tb, size_t m, size_t n, size_t k)
{
    size_t lda = ta ? m : k, ldb = tb ? k : n;
    float *a = random_matrix(m, k, 1), *b = random_matrix(k, n, 2), *c = random_matrix(m, n, 3);
    float *c1 = random_matrix(m, n, 3), *c3 = random_matrix(m, n, 3);
    CHECK(mlf_gemm(ta ? MLF_TRANSPOSED : MLF_AS_IS, tb ? MLF_TRANSPOSED : MLF_AS_IS, m, n, k, 2, a, lda, b, ldb, 0.5f,
                   c1, n, 1, NULL) == 0);
    CHECK(mlf_gemm(ta ? MLF_TRANSPOSED : MLF_AS_IS, tb ? MLF_TRANSPOSED : MLF_AS_IS, m, n, k, 2, a, lda, b, ldb, 0.5f,
                   c3, n, 3, NULL) == 0);
    CHECK(memcmp(c1, c3, m * n * sizeof *c1) == 0);
    double worst = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double expected = 2 * entry(ta, tb, a, lda, b, ldb, k, i, j) + 0.5 * (double)c[i * n + j];
            double off = fabs(expected - (double)c1[i * n + j]);
            worst = off > worst ? off : worst;
        }
    CHECK_NEAR(worst, 0, 1e-3);
    free(a);
    free(b);
    free(c);
    free(c1);
    free(c3);
}

static void test_gemm(void)
{
    for (int ta = 0; ta < 2; ta++)
        for (int tb = 0; tb < 2; tb++) {
            check_gemm(ta, tb, 7, 5, 3);
            check_gemm(ta, tb, 1, 1, 1);
            check_gemm(ta, tb, 300, 530, 40);
        }
}

static void test_symmetric_products(void)
{
    size_t n = 70, d = 300;
    float *a = random_matrix(n, d, 4), *c = mlf_alloc_matrix(d * d, sizeof *c, NULL);
    float *c3 = mlf_alloc_matrix(d * d, sizeof *c3, NULL);
    CHECK(mlf_gram(n, d, 1, a, d, 0, c, 1, NULL) == 0);
    CHECK(mlf_gram(n, d, 1, a, d, 0, c3, 3, NULL) == 0);
    CHECK(memcmp(c, c3, d * d * sizeof *c) == 0);
    int symmetric = 1;
    double worst = 0;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++) {
            symmetric = symmetric && memcmp(&c[i * d + j], &c[j * d + i], sizeof *c) == 0;
            worst = fmax(worst, fabs(entry(1, 0, a, d, a, d, n, i, j) - (double)c[i * d + j]));
        }
    CHECK(symmetric);
    CHECK_NEAR(worst, 0, 1e-3);
    /* The same memory read as d rows of n: AA'. */
    CHECK(mlf_outer(d, n, 1, a, n, 0, c, 2, NULL) == 0);
    worst = 0;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            worst = fmax(worst, fabs(entry(0, 1, a, n, a, n, n, i, j) - (double)c[i * d + j]));
    CHECK_NEAR(worst, 0, 1e-3);
    free(a);
    free(c);
    free(c3);
}

/* Checks that A v = l v, that vectors have unit length, are orthogonal and have the sign that
 * eigen.h promises, and that values fall. */
static void check_pairs(const float *a, size_t n, size_t r, const float *values, const float *vectors, double tolerance)
{
    double residual = 0, skew = 0;
    for (size_t i = 0; i < r; i++) {
        const float *v = vectors + i * n;
        float top = 0;
        for (size_t y = 0; y < n; y++) {
            double sum = 0;
            for (size_t x = 0; x < n; x++)
                sum += (double)a[y * n + x] * (double)v[x];
            residual = fmax(residual, fabs(sum - (double)values[i] * (double)v[y]));
            top = fabsf(v[y]) > fabsf(top) ? v[y] : top;
        }
        for (size_t j = 0; j <= i; j++) {
            double dot = 0;
            for (size_t x = 0; x < n; x++)
                dot += (double)v[x] * (double)vectors[j * n + x];
            skew = fmax(skew, fabs(dot - (i == j)));
        }
        CHECK(i == 0 || values[i] <= values[i - 1]);
        CHECK(top > 0);
    }
    CHECK_NEAR(residual / (double)values[0], 0, tolerance);
    CHECK_NEAR(skew, 0, 1e-4);
}

static void test_eigen_top(void)
{
    size_t n = 60, r = 20;
    float *x = random_matrix(90, n, 5), *a = mlf_alloc_matrix(n * n, sizeof *a, NULL);
    float *copy = mlf_alloc_matrix(n * n, sizeof *copy, NULL);
    float values[60], vectors[60 * 60];
    CHECK(mlf_gram(90, n, 1, x, n, 0, a, 1, NULL) == 0);
    memcpy(copy, a, n * n * sizeof *a);
    CHECK(mlf_eigen_top(n, copy, r, 1, values, vectors, 1, NULL) == 0);
    check_pairs(a, n, r, values, vectors, 1e-5);
    memcpy(copy, a, n * n * sizeof *a);
    CHECK(mlf_eigen_top(n, copy, n, 1, values, vectors, 1, NULL) == 0);
    check_pairs(a, n, n, values, vectors, 1e-5);
    free(x);
    free(a);
    free(copy);
}

/* Eigenvalues that fall in the way that those of features do. */
static void test_eigen_subspace(void)
{
    size_t n = 300, r = 30;
    float *x = random_matrix(400, n, 6), *a = mlf_alloc_matrix(n * n, sizeof *a, NULL);
    for (size_t i = 0; i < 400 * n; i++)
        x[i] *= 1.0f / (float)(1 + i % n);
    float values[30], exact[30], *vectors = mlf_alloc_matrix(r * n, sizeof *vectors, NULL);
    CHECK(mlf_gram(400, n, 1, x, n, 0, a, 1, NULL) == 0);
    CHECK(mlf_eigen_subspace(n, a, r, 1, values, vectors, 2, NULL) == 0);
    check_pairs(a, n, r, values, vectors, 1e-4);
    CHECK(mlf_eigen_top(n, a, r, 1, exact, vectors, 1, NULL) == 0);
    for (size_t i = 0; i < r; i++)
        CHECK_NEAR((double)(values[i] / exact[i]), 1, 1e-3);
    free(x);
    free(a);
    free(vectors);
}

static void test_eigen_f64(void)
{
    /* 2 1 / 1 2: values 3 and 1. */
    double a[4] = {2, 1, 1, 2}, values[2], vectors[4];
    CHECK(mlf_eigen_f64(2, a, values, vectors, NULL) == 0);
    CHECK_NEAR(values[0], 3, 1e-12);
    CHECK_NEAR(values[1], 1, 1e-12);
    CHECK_NEAR(vectors[0], sqrt(0.5), 1e-12);
    CHECK_NEAR(vectors[1], sqrt(0.5), 1e-12);
    CHECK_NEAR(fabs(vectors[2]), sqrt(0.5), 1e-12);
    CHECK_NEAR(vectors[2] + vectors[3], 0, 1e-12);
}

static void test_refusals(void)
{
    struct mlf_err err = {""};
    float x = 0;
    CHECK(mlf_gemm(MLF_AS_IS, MLF_AS_IS, 1, 1, (size_t)1 << 32, 1, &x, 1, &x, 1, 0, &x, 1, 1, &err) == -1);
    CHECK(strstr(err.text, "too large") != NULL);
}

static void test_columns(void)
{
    const float x[6] = {1, -1, 2, -1, 6, -1};
    double mean[2], squares[2];
    mlf_columns_mean(x, 3, 2, mean);
    mlf_columns_squares(x, 3, 2, mean, squares);
    CHECK(mean[0] == 3 && mean[1] == -1 && squares[0] == 14 && squares[1] == 0);
    mlf_columns_mean(x, 0, 2, mean);
    CHECK(mean[0] == 0 && mean[1] == 0);
}

int main(void)
{
    RUN(test_gemm);
    RUN(test_symmetric_products);
    RUN(test_eigen_top);
    RUN(test_eigen_subspace);
    RUN(test_eigen_f64);
    RUN(test_columns);
    RUN(test_refusals);
    return check_done();
}
