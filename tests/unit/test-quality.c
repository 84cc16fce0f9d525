#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/quality-issues.h"
#include "mlfix/photo/quality.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

enum { SIDE = 96 };

/* A disc of radius 30 whose edge is that of a step blurred by a Gaussian filter. */
static void draw_disc(float *luma, double spread, double low, double high)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            double from_edge = hypot(x - SIDE / 2.0, y - SIDE / 2.0) - 30;
            luma[y * SIDE + x] = (float)(low + (high - low) * erfc(from_edge / spread / sqrt(2)) / 2);
        }
}

static void test_blur_is_the_spread(void)
{
    static float luma[SIDE * SIDE];
    const double spreads[] = {1, 1.5, 2, 3, 4};
    for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; i++) {
        double strong, weak;
        draw_disc(luma, spreads[i], 20, 220);
        CHECK(mlf_quality_blur(luma, SIDE, SIDE, &strong, NULL) == 0);
        draw_disc(luma, spreads[i], 90, 110);
        CHECK(mlf_quality_blur(luma, SIDE, SIDE, &weak, NULL) == 0);
        CHECK_NEAR(strong, spreads[i], 0.2 * spreads[i]);
        CHECK_NEAR(weak, strong, 0.02); /* contrast has no part in it */
    }
    double sharp;
    draw_disc(luma, 0.01, 20, 220);
    CHECK(mlf_quality_blur(luma, SIDE, SIDE, &sharp, NULL) == 0 && sharp < 0.8);
}

static void test_no_edges_are_not_blurred(void)
{
    static float luma[SIDE * SIDE];
    double spread;
    for (int i = 0; i < SIDE * SIDE; i++)
        luma[i] = 130;
    CHECK(mlf_quality_blur(luma, SIDE, SIDE, &spread, NULL) == 0 && isnan(spread));
    for (int i = 0; i < SIDE * SIDE; i++)
        luma[i] = (float)(2 * (i % SIDE) + i / SIDE / 2);
    CHECK(mlf_quality_blur(luma, SIDE, SIDE, &spread, NULL) == 0 && isnan(spread));
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            luma[y * SIDE + x] = (float)(200 - 0.03 * ((x - 48) * (x - 48) + (y - 48) * (y - 48)));
    CHECK(mlf_quality_blur(luma, SIDE, SIDE, &spread, NULL) == 0 && isnan(spread));
}

static struct mlf_pixels make_pixels(int width, int height, int (*level)(int x, int y))
{
    struct mlf_pixels pixels = {0};
    CHECK(mlf_pixels_new(&pixels, width, height, NULL) == 0);
    for (int i = 0; i < width * height; i++)
        memset(pixels.data + 3 * (size_t)i, level(i % width, i / width), 3);
    return pixels;
}

static int quarters(int x, int y)
{
    return 60 * (x / 20) + 10 * (y / 20);
}

static int grey(int x, int y)
{
    return 128 + 0 * (x + y);
}

static int stripes(int x, int y)
{
    return (x / 300 + y / 300) % 2 ? 255 : 0;
}

static void test_measures(void)
{
    struct mlf_quality q;
    struct mlf_pixels pixels = make_pixels(40, 40, quarters); /* 0, 10, 60, 70, a quarter each */
    CHECK(mlf_quality_measure(&pixels, &q, NULL) == 0);
    CHECK_NEAR(q.of[MLF_QUALITY_LIGHT], 70 / 255.0, 1e-9);
    CHECK_NEAR(q.of[MLF_QUALITY_SHADE], 0, 0);
    CHECK_NEAR(q.of[MLF_QUALITY_ENTROPY], 2, 1e-9);
    CHECK(q.of[MLF_QUALITY_BLUR] < 0.9);
    CHECK_NEAR(q.of[MLF_QUALITY_SIZE], 40, 1e-9);
    mlf_pixels_free(&pixels);
    pixels = make_pixels(30, 60, grey);
    CHECK(mlf_quality_measure(&pixels, &q, NULL) == 0);
    CHECK_NEAR(q.of[MLF_QUALITY_ENTROPY], 0, 0);
    CHECK(isnan(q.of[MLF_QUALITY_BLUR]));
    CHECK_NEAR(q.of[MLF_QUALITY_ASPECT], 0.5, 1e-9);
    mlf_pixels_free(&pixels);
    pixels = make_pixels(2400, 1600, stripes); /* large, and sharp as far as one sees */
    CHECK(mlf_quality_measure(&pixels, &q, NULL) == 0 && q.of[MLF_QUALITY_BLUR] < 1.1);
    CHECK_NEAR(q.of[MLF_QUALITY_ASPECT], 1.5, 1e-9);
    mlf_pixels_free(&pixels);
    for (int width = 1; width < 10; width++) {
        pixels = make_pixels(width, 3000, stripes);
        CHECK(mlf_quality_measure(&pixels, &q, NULL) == 0);
        mlf_pixels_free(&pixels);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of the numbers of one class, or of all (class -1), by the definition. */
static double deviations_of(const struct mlf_quality *items, const size_t *class, size_t n, size_t i, int kind,
                            int alone)
{
    double numbers[200], own = log(items[i].of[kind]), middle;
    size_t m = 0;
    for (size_t j = 0; j < n; j++)
        if ((!alone || class[j] == class[i]) && !isnan(items[j].of[kind]))
            numbers[m++] = log(items[j].of[kind]);
    if (m < 20 || isnan(own))
        return NAN;
    qsort(numbers, m, sizeof *numbers, by_value);
    middle = (numbers[(m - 1) / 2] + numbers[m / 2]) / 2;
    for (size_t j = 0; j < m; j++)
        numbers[j] = fabs(numbers[j] - middle);
    qsort(numbers, m, sizeof *numbers, by_value);
    return (own - middle) / fmax(0.1, 1.4826 * (numbers[(m - 1) / 2] + numbers[m / 2]) / 2);
}

static void test_compare(void)
{
    enum { N = 150 };
    struct mlf_quality items[N], z[N];
    size_t class[N];
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    for (size_t i = 0; i < N; i++) {
        class[i] = i % 10 == 0 ? 2 : mlf_rng_below(&rng, 2); /* 15 in class 2: too few */
        for (int kind = 0; kind < MLF_QUALITY_KINDS; kind++)
            items[i].of[kind] = exp(mlf_rng_normal(&rng) * 0.3 + (double)class[i]) + 0.02;
        if (i % 7 == 0)
            items[i].of[MLF_QUALITY_BLUR] = NAN;
    }
    CHECK(mlf_quality_issues_compare(items, class, 3, N, z, NULL) == 0);
    for (size_t i = 0; i < N; i++)
        for (int kind = 0; kind < MLF_QUALITY_KINDS; kind++) {
            int alone = kind == MLF_QUALITY_SIZE || kind == MLF_QUALITY_ASPECT;
            if (kind == MLF_QUALITY_ENTROPY)
                continue;
            double wanted = deviations_of(items, class, N, i, kind, alone);
            if (isnan(wanted))
                CHECK(isnan(z[i].of[kind]));
            else
                CHECK_NEAR(z[i].of[kind], wanted, 1e-9);
        }
    CHECK(mlf_quality_issues_compare(items, class, 3, 0, z, NULL) == 0);
}

static void check_issues(struct mlf_quality q, struct mlf_quality z, const char *had, const char *wanted)
{
    struct mlf_record record = {0};
    struct mlf_buf text = {0};
    CHECK(mlf_record_parse(&record, had, strlen(had), NULL) == 0);
    CHECK(mlf_quality_issues_write(&record, &q, &z, NULL) == 0);
    mlf_record_remove(&record, "quality_z");
    mlf_record_print(&record, &text);
    mlf_buf_putc(&text, '\0');
    CHECK_TEXT(text.data, wanted);
    mlf_buf_free(&text);
    mlf_record_free(&record);
}

static void test_issues(void)
{
    struct mlf_quality fair = {{0.8, 0.1, 6, 0.7, 50, 1}}, usual = {{0, 0, 0, 0, 0, 0}}, q = fair, z = usual;
    check_issues(
        q, z, "{\"issues\":[\"label\",\"dark\"]}",
        "{\"issues\":[\"label\"],\"quality\":{\"light\":0.8,\"shade\":0.1,\"entropy\":6,\"blur\":0.7,\"size\":50,"
        "\"aspect\":1}}\n");
    q.of[MLF_QUALITY_LIGHT] = 0.25; /* dark only where the others are not */
    q.of[MLF_QUALITY_BLUR] = NAN;
    check_issues(q, z, "{}", "{\"quality\":{\"light\":0.25,\"shade\":0.1,\"entropy\":6,\"size\":50,\"aspect\":1}}\n");
    z.of[MLF_QUALITY_LIGHT] = -3.5;
    q.of[MLF_QUALITY_ENTROPY] = 3; /* goes without saying */
    z.of[MLF_QUALITY_ENTROPY] = -4;
    check_issues(
        q, z, "{}",
        "{\"quality\":{\"light\":0.25,\"shade\":0.1,\"entropy\":3,\"size\":50,\"aspect\":1},\"issues\":[\"dark\"]}\n");
    q.of[MLF_QUALITY_LIGHT] = 0.8;
    z.of[MLF_QUALITY_LIGHT] = 0;
    q.of[MLF_QUALITY_BLUR] = 2;
    z.of[MLF_QUALITY_BLUR] = 3.5;
    z.of[MLF_QUALITY_SIZE] = -6;
    z.of[MLF_QUALITY_ASPECT] = 6;
    check_issues(
        q, z, "{}",
        "{\"quality\":{\"light\":0.8,\"shade\":0.1,\"entropy\":3,\"blur\":2,\"size\":50,\"aspect\":1},\"issues\":"
        "[\"plain\",\"blurred\",\"unusual-size\",\"unusual-aspect\"]}\n");
}

int main(void)
{
    CHECK(mlf_vips_start(NULL) == 0);
    RUN(test_blur_is_the_spread);
    RUN(test_no_edges_are_not_blurred);
    RUN(test_measures);
    RUN(test_compare);
    RUN(test_issues);
    mlf_vips_stop();
    return check_done();
}
