/* Masks beside naive loops: polygons point by point, runs pixel by pixel, crossings by all pairs of sides. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/record/mask.h"

static double uniform(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_below(rng, 1000001) / 1e6;
}

/* Whether a ray to the right crosses the ring an odd number of times. */
static int is_inside(const float *points, size_t n, double x, double y)
{
    int odd = 0;

    for (size_t i = 0; i < n; i++) {
        const float *a = points + 2 * i;
        const float *b = points + 2 * ((i + 1) % n);

        if ((a[1] <= y) != (b[1] <= y) && a[0] + (y - a[1]) / ((double)b[1] - a[1]) * ((double)b[0] - a[0]) <= x)
            odd = !odd;
    }
    return odd;
}

static void polygons_fill_as_point_by_point(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 5);
    for (int round = 0; round < 200; round++) {
        struct mlf_mask mask = {0};
        unsigned char cells[40 * 30];
        const double window[] = {uniform(&rng, -5, 5), uniform(&rng, -5, 5), uniform(&rng, 10, 60),
                                 uniform(&rng, 10, 60)};
        int wrong = 0;

        for (int ring = 0; ring < 2; ring++) {
            for (uint64_t n = 3 + mlf_rng_below(&rng, 9); n > 0; n--)
                mlf_mask_add_point(&mask, uniform(&rng, -10, 60), uniform(&rng, -10, 60), NULL);
            mlf_mask_end_ring(&mask, NULL);
        }
        CHECK(!mlf_mask_fill(&mask, window, 40, 30, cells, NULL));
        for (int r = 0; r < 30; r++)
            for (int c = 0; c < 40; c++) {
                double x = window[0] + (c + 0.5) * window[2] / 40;
                double y = window[1] + (r + 0.5) * window[3] / 30;
                int in = 0;

                for (size_t ring = 0, begin = 0; ring < mask.n_rings; begin = mask.ends[ring++])
                    if (mask.ends[ring] - begin >= 3)
                        in |= is_inside(mask.points + 2 * begin, mask.ends[ring] - begin, x, y);
                wrong += cells[r * 40 + c] != in;
            }
        CHECK(wrong <= 1); /* a middle that lies on a side */
        mlf_mask_free(&mask);
    }
}

/* The text of pycocotools for runs. */
static size_t compress(const uint32_t *runs, size_t n, char *text)
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        long x = (long)runs[i] - (i > 2 ? (long)runs[i - 2] : 0);
        int more = 1;

        while (more) {
            int bits = (int)(x & 0x1f);

            x >>= 5;
            more = bits & 0x10 ? x != -1 : x != 0;
            text[length++] = (char)((bits | (more ? 0x20 : 0)) + '0');
        }
    }
    return length;
}

static void runs_are_the_pixels_they_count(int by_rows)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 7);
    for (int round = 0; round < 100; round++) {
        int width = 1 + (int)mlf_rng_below(&rng, 40);
        int height = 1 + (int)mlf_rng_below(&rng, 40);
        unsigned char *pixels = calloc((size_t)(width * height), 1);
        unsigned char cells[1600];
        uint32_t runs[1601];
        char text[8000];
        double bbox[4];
        double low[2] = {1e9, 1e9};
        double high[2] = {-1, -1};
        const double window[] = {3, 4, width, height};
        struct mlf_mask mask = {.left = 3, .top = 4, .width = width, .height = height, .by_rows = by_rows};
        size_t n = 0;
        int wrong = 0;

        for (int i = 0, last = 0, run = 0; i <= width * height; i++) {
            int bit = i < width * height && mlf_rng_below(&rng, 6) == 0 ? !last : last;

            if (i == width * height || bit != last) {
                runs[n++] = (uint32_t)run;
                run = 0;
            }
            last = bit;
            run++;
            if (i < width * height)
                pixels[i] = (unsigned char)bit;
        }
        if (by_rows)
            for (size_t i = 0; i < n; i++)
                mlf_mask_add_run(&mask, runs[i], NULL);
        else
            CHECK(!mlf_mask_add_compressed(&mask, text, compress(runs, n, text), NULL));
        mlf_mask_check_runs(&mask);
        CHECK(!mask.broken);
        mlf_mask_fill(&mask, window, width, height, cells, NULL);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                int bit = pixels[by_rows ? y * width + x : x * height + y];

                wrong += cells[y * width + x] != bit;
                if (bit) {
                    low[0] = fmin(low[0], 3 + x);
                    low[1] = fmin(low[1], 4 + y);
                    high[0] = fmax(high[0], 4 + x);
                    high[1] = fmax(high[1], 5 + y);
                }
            }
        CHECK(wrong == 0);
        if (mlf_mask_envelope(&mask, bbox))
            CHECK(bbox[0] == low[0] && bbox[1] == low[1] && bbox[0] + bbox[2] == high[0] &&
                  bbox[1] + bbox[3] == high[1]);
        else
            CHECK(high[0] < 0);
        free(pixels);
        mlf_mask_free(&mask);
    }
}

static void runs_along_rows_and_columns(void)
{
    runs_are_the_pixels_they_count(1);
    runs_are_the_pixels_they_count(0);
}

/* Two sides cross where both parameters of the lines' common point are inside. */
static int any_cross(const float *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const float *a = p + 2 * i, *b = p + 2 * ((i + 1) % n), *c = p + 2 * k, *d = p + 2 * ((k + 1) % n);
            double ux = (double)b[0] - a[0], uy = (double)b[1] - a[1];
            double vx = (double)d[0] - c[0], vy = (double)d[1] - c[1];
            double det = ux * vy - uy * vx;
            double s = (((double)c[0] - a[0]) * vy - ((double)c[1] - a[1]) * vx) / det;
            double t = (((double)c[0] - a[0]) * uy - ((double)c[1] - a[1]) * ux) / det;

            if (s > 1e-7 && s < 1 - 1e-7 && t > 1e-7 && t < 1 - 1e-7)
                return 1;
        }
    return 0;
}

static void crossings_are_found(void)
{
    struct mlf_rng rng;
    int found = 0;

    mlf_rng_seed(&rng, 11);
    for (int round = 0; round < 3000; round++) {
        struct mlf_mask mask = {0};
        double at[2];
        int crosses;

        for (unsigned i = 0; i < 3 + (unsigned)round % 4; i++)
            mlf_mask_add_point(&mask, uniform(&rng, 0, 100), uniform(&rng, 0, 100), NULL);
        mlf_mask_end_ring(&mask, NULL);
        crosses = mlf_mask_crosses(&mask, at);
        CHECK(crosses == any_cross(mask.points, mask.n_points));
        found += crosses;
        mlf_mask_free(&mask);
    }
    CHECK(found > 300 && found < 2700);
}

static void bad_masks_are_broken(void)
{
    static const char *const texts[] = {"", "\x7f", "5", "o", "oooooooooooo", "`0", "11111"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct mlf_mask mask = {.width = 10, .height = 10};
        double bbox[4];

        CHECK(!mlf_mask_add_compressed(&mask, texts[i], strlen(texts[i]), NULL));
        mlf_mask_check_runs(&mask);
        CHECK(mask.broken || mask.n_runs == 0);
        CHECK(!mlf_mask_envelope(&mask, bbox));
        mlf_mask_free(&mask);
    }
    struct mlf_mask mask = {.width = 1, .height = 1};

    mlf_mask_add_run(&mask, -1, NULL);
    CHECK(mask.broken);
    mlf_mask_clear(&mask);
    mlf_mask_add_run(&mask, 1e12, NULL);
    CHECK(mask.broken);
    mlf_mask_clear(&mask);
    mlf_mask_add_point(&mask, NAN, 1, NULL);
    CHECK(mask.broken);
    mlf_mask_free(&mask);
}

int main(void)
{
    RUN(polygons_fill_as_point_by_point);
    RUN(runs_along_rows_and_columns);
    RUN(crossings_are_found);
    RUN(bad_masks_are_broken);
    return check_done();
}
