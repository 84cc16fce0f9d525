/* Rotated boxes as geometry: corners, envelopes, and the way back. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/record/obb.h"
#include "mlfix/record/record.h"

static double uniform(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_below(rng, 1000001) / 1e6;
}

/* The difference of two angles, by their directions. */
static double apart(double a, double b)
{
    double radians = (a - b) * (M_PI / 180);

    return hypot(cos(radians) - 1, sin(radians));
}

static void corners_lie_where_a_turn_puts_them(void)
{
    const struct mlf_obb obb = {100, 50, 40, 20, 30};
    double corners[8];
    double c = cos(M_PI / 6);
    double s = sin(M_PI / 6);

    mlf_obb_corners(&obb, corners);
    CHECK_NEAR(corners[0], 100 - 20 * c + 10 * s, 1e-9); /* its top left has gone up and right */
    CHECK_NEAR(corners[1], 50 - 20 * s - 10 * c, 1e-9);
    CHECK_NEAR(corners[2], 100 + 20 * c + 10 * s, 1e-9);
    CHECK_NEAR(corners[3], 50 + 20 * s - 10 * c, 1e-9);
}

static void quarters_are_exact(void)
{
    const struct mlf_obb obb = {10, 20, 7, 3, 90};
    double corners[8];
    double bbox[4];

    mlf_obb_corners(&obb, corners);
    CHECK(corners[0] == 11.5 && corners[1] == 16.5); /* its top left is at the top right */
    mlf_obb_envelope(&obb, bbox);
    CHECK(bbox[0] == 8.5 && bbox[1] == 16.5 && bbox[2] == 3 && bbox[3] == 7);
    CHECK(mlf_obb_quarters(&obb) == 1);
    CHECK(mlf_obb_quarters(&(struct mlf_obb){0, 0, 1, 1, -90}) == 3);
    CHECK(mlf_obb_quarters(&(struct mlf_obb){0, 0, 1, 1, 180}) == 2);
    CHECK(mlf_obb_quarters(&(struct mlf_obb){0, 0, 1, 1, 89.99}) == -1);
}

static void fitting_finds_what_corners_were_made_of(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 3);
    for (int round = 0; round < 2000; round++) {
        struct mlf_obb obb = {uniform(&rng, -500, 500), uniform(&rng, -500, 500), uniform(&rng, 5, 300),
                              uniform(&rng, 5, 300), uniform(&rng, -179, 180)};
        struct mlf_obb found;
        double corners[8];
        double other[8];
        int start = (int)mlf_rng_below(&rng, 4);
        int back = (int)mlf_rng_below(&rng, 2);

        if (fabs(obb.degrees) < 6)
            continue;
        mlf_obb_corners(&obb, corners);
        for (int i = 0; i < 4; i++) /* whichever comes first, either way around */
            memcpy(other + 2 * i, corners + 2 * ((start + (back ? 4 - i : i)) % 4), 2 * sizeof(double));
        CHECK(mlf_obb_fit(&found, other, obb.degrees + uniform(&rng, -40, 40)) == 1);
        CHECK_NEAR(found.cx, obb.cx, 1e-6);
        CHECK_NEAR(found.cy, obb.cy, 1e-6);
        CHECK_NEAR(found.w, obb.w, 1e-6);
        CHECK_NEAR(found.h, obb.h, 1e-6);
        CHECK_NEAR(apart(found.degrees, obb.degrees), 0, 1e-7);
        CHECK(found.degrees > -180 && found.degrees <= 180);
    }
}

static void the_envelope_holds_the_corners_tightly(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 4);
    for (int round = 0; round < 500; round++) {
        struct mlf_obb obb = {uniform(&rng, -50, 50), uniform(&rng, -50, 50), uniform(&rng, 1, 90),
                              uniform(&rng, 1, 90), uniform(&rng, -179, 180)};
        double corners[8];
        double bbox[4];
        double low[] = {INFINITY, INFINITY};
        double high[] = {-INFINITY, -INFINITY};

        mlf_obb_corners(&obb, corners);
        mlf_obb_envelope(&obb, bbox);
        for (int i = 0; i < 8; i++) {
            low[i % 2] = fmin(low[i % 2], corners[i]);
            high[i % 2] = fmax(high[i % 2], corners[i]);
        }
        for (int k = 0; k < 2; k++) {
            CHECK_NEAR(bbox[k], low[k], 1e-9);
            CHECK_NEAR(bbox[k] + bbox[k + 2], high[k], 1e-9);
        }
    }
}

static void the_top_is_the_uppermost_side_where_nothing_is_said(void)
{
    const struct mlf_obb obb = {0, 0, 40, 20, 110};
    struct mlf_obb found;
    double corners[8];

    mlf_obb_corners(&obb, corners);
    CHECK(mlf_obb_fit(&found, corners, 0) == 1);
    CHECK_NEAR(found.degrees, 20, 1e-9);
    CHECK_NEAR(found.w, 20, 1e-9);
    CHECK_NEAR(found.h, 40, 1e-9);
}

static void what_is_no_turned_rectangle_is_none(void)
{
    const double upright[] = {10, 10, 50, 10, 50, 30, 10, 30};
    const double kite[] = {0, 10, 30, 0, 40, 10, 30, 20};
    const double bowtie[] = {0, 0, 40, 30, 40, 0, 0, 30};
    const double point[8] = {5, 5, 5, 5, 5, 5, 5, 5};
    const double line[] = {0, 0, 10, 10, 10, 10, 0, 0};
    const double far[] = {0, 0, 1e300, 0, 1e300, 1e300, 0, 1e300};
    const double nan_at_the_end[] = {0, 5, 5, 0, 10, 5, 5, NAN};
    const double aslant[] = {0, 50, 50, 0, 100, 51, 51, 100};
    struct mlf_obb obb;

    CHECK(mlf_obb_fit(&obb, upright, 0) == 0 && obb.w == 0);
    CHECK(mlf_obb_fit(&obb, upright, 90) == 1 && obb.degrees == 90 && obb.w == 20 && obb.h == 40);
    CHECK(mlf_obb_fit(&obb, upright, 180) == 1 && obb.degrees == 180 && obb.w == 40);
    CHECK(mlf_obb_fit(&obb, upright, NAN) == 0);
    CHECK(mlf_obb_fit(&obb, kite, 0) == 0);
    CHECK(mlf_obb_fit(&obb, bowtie, 0) == 0);
    CHECK(mlf_obb_fit(&obb, point, 0) == 0);
    CHECK(mlf_obb_fit(&obb, line, 0) == 0);
    CHECK(mlf_obb_fit(&obb, far, 0) == 0);
    CHECK(mlf_obb_fit(&obb, nan_at_the_end, 0) == 0);
    CHECK(mlf_obb_fit(&obb, aslant, 0) == 1);
}

static void records_say_it_in_five_numbers(void)
{
    static const char text[] = "{\"obb\":[10,20.5,30,40,-200]}";
    static const char flat[] = "{\"obb\":[10,20,30,0,45]}";
    static const char four[] = "{\"obb\":[10,20,30,40]}";
    struct mlf_record record = {0};
    struct mlf_obb obb;

    CHECK(mlf_record_parse(&record, text, strlen(text), NULL) == 0);
    CHECK(mlf_record_obb(&record, &obb) == 1);
    CHECK(obb.cx == 10 && obb.cy == 20.5 && obb.w == 30 && obb.h == 40 && obb.degrees == 160);
    mlf_record_free(&record);
    record = (struct mlf_record){0};
    CHECK(mlf_record_parse(&record, flat, strlen(flat), NULL) == 0);
    CHECK(mlf_record_obb(&record, &obb) == 0 && obb.w == 0);
    mlf_record_free(&record);
    record = (struct mlf_record){0};
    CHECK(mlf_record_parse(&record, four, strlen(four), NULL) == -1);
    mlf_record_free(&record);
}

int main(void)
{
    RUN(corners_lie_where_a_turn_puts_them);
    RUN(quarters_are_exact);
    RUN(fitting_finds_what_corners_were_made_of);
    RUN(the_envelope_holds_the_corners_tightly);
    RUN(the_top_is_the_uppermost_side_where_nothing_is_said);
    RUN(what_is_no_turned_rectangle_is_none);
    RUN(records_say_it_in_five_numbers);
    return check_done();
}
