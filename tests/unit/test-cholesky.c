#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/cholesky.h"

/* Two and a half tiles a side, so that there are whole tiles and smaller ones. */
enum { N = 640, C = 3 };

/* A random symmetric positive definite matrix: GG'/N + I. */
static float *make_matrix(size_t n)
{
    struct mlf_rng rng;
    float *g = mlf_alloc(n * n, sizeof *g, NULL), *a = mlf_alloc(n * n, sizeof *a, NULL);
    mlf_rng_seed(&rng, 7);
    for (size_t i = 0; i < n * n; i++)
        g[i] = (float)mlf_rng_normal(&rng);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = i == j;
            for (size_t k = 0; k < n; k++)
                sum += (double)g[i * n + k] * g[j * n + k] / (double)n;
            a[i * n + j] = a[j * n + i] = (float)sum;
        }
    free(g);
    return a;
}

static void test_factor(void)
{
    float *a = make_matrix(N), *l = mlf_alloc(N * N, sizeof *l, NULL);
    memcpy(l, a, sizeof(float) * N * N);
    CHECK(mlf_cholesky(N, l, 2, NULL) == 0);
    double worst = 0;
    for (size_t i = 0; i < N; i += 7)
        for (size_t j = 0; j <= i; j += 3) {
            double sum = 0;
            for (size_t k = 0; k <= j; k++)
                sum += (double)l[i * N + k] * l[j * N + k];
            worst = fmax(worst, fabs(sum - a[i * N + j]));
        }
    CHECK_NEAR(worst, 0, 1e-5);
    free(a);
    free(l);
}

static void test_inverse(void)
{
    float *a = make_matrix(N), *u = mlf_alloc(N * N, sizeof *u, NULL);
    float *y = mlf_alloc(N * C, sizeof *y, NULL), *x = mlf_alloc(N * C, sizeof *x, NULL);
    memcpy(u, a, sizeof(float) * N * N);
    for (size_t i = 0; i < N * C; i++)
        y[i] = (float)(i % 11) - 5;
    CHECK(mlf_cholesky(N, u, 2, NULL) == 0 && mlf_cholesky_invert(N, u, 2, NULL) == 0);
    CHECK(mlf_cholesky_apply(N, u, C, y, x, 2, NULL) == 0);
    double worst = 0, left = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t c = 0; c < C; c++) {
            double sum = 0;
            for (size_t j = 0; j < N; j++)
                sum += (double)a[i * N + j] * x[j * C + c];
            worst = fmax(worst, fabs(sum - y[i * C + c]));
        }
    CHECK_NEAR(worst, 0, 2e-4);
    /* Some rows of A times the inverse UU' are rows of the identity. */
    for (size_t i = 0; i < N; i += 53)
        for (size_t j = 0; j < N; j += 41) {
            double sum = 0;
            for (size_t k = 0; k < N; k++) {
                double inverse = 0;
                for (size_t m = 0; m < N; m++)
                    inverse += (double)u[k * N + m] * u[j * N + m];
                sum += a[i * N + k] * inverse;
            }
            CHECK_NEAR(sum, i == j, 1e-4);
        }
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < i; j++)
            left = fmax(left, fabs(u[i * N + j]));
    CHECK_NEAR(left, 0, 0);
    free(a);
    free(u);
    free(y);
    free(x);
}

static void test_same_bytes(void)
{
    float *a = make_matrix(N), *one = mlf_alloc(N * N, sizeof *one, NULL),
          *three = mlf_alloc(N * N, sizeof *three, NULL);
    memcpy(one, a, sizeof(float) * N * N);
    memcpy(three, a, sizeof(float) * N * N);
    CHECK(mlf_cholesky(N, one, 1, NULL) == 0 && mlf_cholesky_invert(N, one, 1, NULL) == 0);
    CHECK(mlf_cholesky(N, three, 3, NULL) == 0 && mlf_cholesky_invert(N, three, 3, NULL) == 0);
    CHECK(memcmp(one, three, sizeof(float) * N * N) == 0);
    free(a);
    free(one);
    free(three);
}

static void test_refusal(void)
{
    float a[4] = {1, 2, 2, 1};
    struct mlf_err err = {""};
    CHECK(mlf_cholesky(2, a, 1, &err) == -1);
    CHECK_TEXT(err.text, "the matrix is not positive definite (row 2 of 2)");
    float tiny[1] = {4};
    CHECK(mlf_cholesky(1, tiny, 1, NULL) == 0 && mlf_cholesky_invert(1, tiny, 1, NULL) == 0);
    CHECK_NEAR(tiny[0], 0.5, 1e-7);
    CHECK(mlf_cholesky(0, tiny, 1, NULL) == 0 && mlf_cholesky_invert(0, tiny, 1, NULL) == 0);
}

int main(void)
{
    RUN(test_factor);
    RUN(test_inverse);
    RUN(test_same_bytes);
    RUN(test_refusal);
    return check_done();
}
