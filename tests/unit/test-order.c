#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "rank/review-order.h"

/* Points on a circle, so that similar means near in angle. */
static void set_angle(float *row, double degrees)
{
    row[0] = (float)cos(degrees * 0.017453292519943295);
    row[1] = (float)sin(degrees * 0.017453292519943295);
}

static void check_places(const size_t *place, const size_t *expected, size_t n)
{
    for (size_t i = 0; i < n; i++)
        CHECK_NEAR((double)place[i], (double)expected[i], 0);
}

static void test_score_order(void)
{
    const size_t section[6] = {1, 0, 1, 0, 1, 0};
    const double score[6] = {0.5, 0.2, 0.5, -1, 0.9, 0.7};
    const unsigned char suspected[6] = {0};
    const float space[12] = {0};
    const size_t expected[6] = {5, 1, 3, 4, 0, 2};
    struct mlf_order order = {6, section, score, suspected, space, 2};
    size_t place[6];
    CHECK(mlf_order_make(&order, MLF_ORDER_SCORE, 1, place, NULL) == 0);
    check_places(place, expected, 6);
}

/* Scores that differ only beyond the ninth digit count as equal. */
static void test_rounded_ties(void)
{
    const size_t section[3] = {0};
    const double score[3] = {0.5, 0.5 + 1e-12, 0.5 + 1e-8};
    const unsigned char suspected[3] = {0};
    const float space[3] = {0};
    const size_t expected[3] = {2, 0, 1};
    struct mlf_order order = {3, section, score, suspected, space, 1};
    size_t place[3];
    CHECK(mlf_order_make(&order, MLF_ORDER_SCORE, 1, place, NULL) == 0);
    check_places(place, expected, 3);
}

static void test_lookalikes(void)
{
    const size_t section[6] = {0};
    const double score[6] = {0.9, 0.3, 0.8, 0.2, 0.1, 0.05};
    const unsigned char suspected[6] = {1, 0, 1, 0, 0, 0};
    const double angles[6] = {0, 10, 90, 80, 20, 60};
    /* From 1 (10 degrees) over 4 (20) and 5 (60) to 3 (80). */
    const size_t expected[6] = {0, 2, 1, 4, 5, 3};
    float space[12];
    size_t place[6];
    for (size_t i = 0; i < 6; i++)
        set_angle(space + 2 * i, angles[i]);
    struct mlf_order order = {6, section, score, suspected, space, 2};
    CHECK(mlf_order_make(&order, MLF_ORDER_LOOKALIKES, 2, place, NULL) == 0);
    check_places(place, expected, 6);
}

/* Every band holds the items of its ranks, whatever the chain in it. */
static void test_bands(void)
{
    enum { N = 200 };
    size_t section[N] = {0}, place[N];
    double score[N];
    unsigned char suspected[N] = {0};
    float space[2 * N];
    for (size_t i = 0; i < N; i++) {
        score[i] = 1 - (double)i / N;
        suspected[i] = i < 5;
        set_angle(space + 2 * i, (double)(i * 37 % 100));
    }
    struct mlf_order order = {N, section, score, suspected, space, 2};
    CHECK(mlf_order_make(&order, MLF_ORDER_BANDS, 2, place, NULL) == 0);
    const size_t ends[] = {5, 20, 50, 100, 200};
    for (size_t i = 0; i < 5; i++)
        CHECK(place[i] == i);
    for (size_t b = 0; b + 1 < 5; b++) {
        size_t seen = 0, steps = 0;
        for (size_t i = ends[b]; i < ends[b + 1]; i++) {
            seen += place[i] >= ends[b] && place[i] < ends[b + 1];
            if (i > ends[b])
                steps += fabs((double)(place[i] * 37 % 100) - (double)(place[i - 1] * 37 % 100)) < 15;
        }
        CHECK(seen == ends[b + 1] - ends[b]);
        CHECK(steps + 2 >= ends[b + 1] - ends[b] - 1);
    }
}

static void test_similarity(void)
{
    const double angles[5] = {50, 0, 45, 5, 40};
    const size_t expected[5] = {0, 2, 4, 3, 1};
    float space[12] = {0}; /* the sixth has no vector */
    size_t sections[6] = {0}, place[6];
    for (size_t i = 0; i < 5; i++)
        set_angle(space + 2 * i, angles[i]);
    struct mlf_order order = {.n = 6, .section = sections, .space = space, .d = 2};
    CHECK(mlf_order_make(&order, MLF_ORDER_SIMILARITY, 1, place, NULL) == 0);
    check_places(place, expected, 5);
    CHECK(place[5] == 5);
}

static void test_long_chains(void)
{
    size_t n = 5000 + 7, *place = mlf_alloc(n, sizeof *place, NULL);
    size_t *section = mlf_alloc(n, sizeof *section, NULL), *again = mlf_alloc(n, sizeof *again, NULL);
    unsigned char *seen = mlf_alloc(n, 1, NULL);
    float *space = mlf_alloc(2 * n, sizeof *space, NULL);
    for (size_t i = 0; i < n; i++)
        set_angle(space + 2 * i, (double)(i * 7919 % n) / (double)n * 90);
    struct mlf_order order = {.n = n, .section = section, .space = space, .d = 2};
    CHECK(mlf_order_make(&order, MLF_ORDER_SIMILARITY, 1, place, NULL) == 0);
    CHECK(mlf_order_make(&order, MLF_ORDER_SIMILARITY, 3, again, NULL) == 0);
    CHECK(memcmp(place, again, n * sizeof *place) == 0);
    for (size_t i = 0; i < n; i++)
        seen[place[i]]++;
    for (size_t i = 0; i < n; i++)
        CHECK(seen[i] == 1);
    free(place);
    free(again);
    free(section);
    free(seen);
    free(space);
}

static void test_space(void)
{
    const float x[4] = {1, 0, 0, 1}, p[6] = {1, 0, 0.5F, 0.2F, 0.2F, 0.2F};
    float *space = mlf_order_space(x, 2, 2, p, 3, NULL);
    CHECK(space != NULL);
    const double half = sqrt(0.5);
    CHECK_NEAR(space[0], half, 1e-6);
    CHECK_NEAR(space[2], 0.5, 1e-6); /* 0.5 / sqrt(0.5) / sqrt(2) */
    CHECK_NEAR(space[3], -0.5, 1e-6);
    CHECK_NEAR(space[4], 0, 1e-6);
    CHECK_NEAR(space[6], half, 1e-6);
    CHECK_NEAR(space[7], 0, 0);
    free(space);
}

int main(void)
{
    RUN(test_score_order);
    RUN(test_rounded_ties);
    RUN(test_lookalikes);
    RUN(test_bands);
    RUN(test_similarity);
    RUN(test_long_chains);
    RUN(test_space);
    return check_done();
}
