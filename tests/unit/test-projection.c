#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/embed/projection.h"

/* Rows whose columns are mixtures of independent ones with falling deviations. */
static float *features(size_t n, size_t width, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    float *f = mlf_alloc(n * width, sizeof *f, NULL);
    for (size_t i = 0; i < n; i++) {
        float shared = (float)mlf_rng_normal(&rng), second = (float)mlf_rng_normal(&rng);
        for (size_t j = 0; j < width; j++)
            f[i * width + j] =
                3 + shared * (float)(j % 3) + second * (float)(j % 5) + 0.5f * (float)mlf_rng_normal(&rng);
    }
    return f;
}

/* Checks that vectors are centred and uncorrelated and have the falling variances sqrt(l), l
 * being the variance along the axis before half whitening. */
static void check_vectors(size_t n, size_t width, size_t dim)
{
    float *f = features(n, width, 1), *raw = features(n, width, 1);
    struct mlf_projection p;
    CHECK(mlf_projection_learn(&p, f, n, width, dim, 1, 2, NULL) == 0);
    CHECK(p.dim == (dim < n - 1 ? dim : n - 1));
    float *z = mlf_alloc(n * p.dim, sizeof *z, NULL);
    mlf_projection_standardise(&p, raw, n);
    CHECK(memcmp(f, raw, n * width * sizeof *f) == 0);
    CHECK(mlf_projection_apply(&p, raw, n, z, NULL) == 0);
    double before = 1e30, correlation = 0, centre = 0;
    for (size_t a = 0; a < p.dim; a++) {
        double length = 0, variance = 0;
        for (size_t j = 0; j < width; j++)
            length += pow((double)p.basis[a * width + j], 2);
        for (size_t i = 0; i < n; i++)
            variance += pow((double)z[i * p.dim + a], 2) / (double)n;
        /* basis = unit vector / l^(1/4), variance = sqrt(l). */
        CHECK_NEAR(length * variance, 1, 1e-3);
        CHECK(variance <= before * 1.001);
        before = variance;
        for (size_t b = 0; b <= a; b++) {
            double dot = 0;
            for (size_t i = 0; i < n; i++)
                dot += (double)z[i * p.dim + a] * (double)z[i * p.dim + b] / (double)n;
            if (b < a)
                correlation = fmax(correlation, fabs(dot));
        }
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (double)z[i * p.dim + a] / (double)n;
        centre = fmax(centre, fabs(sum));
    }
    CHECK_NEAR(correlation, 0, 2e-3);
    CHECK_NEAR(centre, 0, 1e-3);
    mlf_projection_free(&p);
    free(f);
    free(raw);
    free(z);
}

static void test_more_rows_than_columns(void)
{
    check_vectors(400, 60, 20);
}

static void test_fewer_rows_than_columns(void)
{
    check_vectors(30, 200, 10);
    check_vectors(5, 200, 256);
    check_vectors(2, 200, 256);
}

static void test_standard_columns(void)
{
    size_t n = 200, width = 10;
    float *f = features(n, width, 2);
    for (size_t i = 0; i < n; i++)
        f[i * width + 4] = 0.1f;
    struct mlf_projection p;
    CHECK(mlf_projection_learn(&p, f, n, width, 5, 1, 1, NULL) == 0);
    for (size_t j = 0; j < width; j++) {
        double mean = 0, square = 0;
        for (size_t i = 0; i < n; i++) {
            mean += (double)f[i * width + j] / (double)n;
            square += pow((double)f[i * width + j], 2) / (double)n;
        }
        CHECK_NEAR(mean, 0, 1e-4);
        CHECK_NEAR(square, j == 4 ? 0 : 1, 0.01);
    }
    mlf_projection_free(&p);
    free(f);
}

static void test_nothing_varies(void)
{
    float f[3 * 6], z[3];
    for (size_t i = 0; i < 18; i++)
        f[i] = 0.1f;
    struct mlf_projection p;
    for (size_t n = 1; n <= 3; n++) {
        for (size_t i = 0; i < 18; i++)
            f[i] = 0.1f;
        CHECK(mlf_projection_learn(&p, f, n, 6, 4, 1, 1, NULL) == 0);
        CHECK(p.dim == 1);
        CHECK(mlf_projection_apply(&p, f, n, z, NULL) == 0);
        for (size_t i = 0; i < n; i++)
            CHECK_NEAR((double)z[i], 0, 0);
        mlf_projection_free(&p);
    }
}

/* Copies of two different rows span only one direction, however long a vector is wanted. */
static void test_rank(void)
{
    size_t width = 50;
    float *two = features(2, width, 3), *f = mlf_alloc(20 * width, sizeof *f, NULL);
    for (size_t i = 0; i < 20; i++)
        memcpy(f + i * width, two + (i % 2) * width, width * sizeof *f);
    struct mlf_projection p;
    CHECK(mlf_projection_learn(&p, f, 20, width, 16, 1, 1, NULL) == 0);
    CHECK(p.dim == 1);
    mlf_projection_free(&p);
    free(two);
    free(f);
}

int main(void)
{
    RUN(test_more_rows_than_columns);
    RUN(test_fewer_rows_than_columns);
    RUN(test_standard_columns);
    RUN(test_nothing_varies);
    RUN(test_rank);
    return check_done();
}
