#include "check.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/stages.h"

/* Stages with the same name are added, and stand in the order in which they first ended. */
static void test_adding(void)
{
    size_t n = 9;
    CHECK(mlf_stages(&n) && n == 0);
    double now = mlf_clock_seconds();
    mlf_stage_end("second", now - 2, 0);
    mlf_stage_end("first", now - 1, 5);
    mlf_stage_end("second", now - 4, 7);
    const struct mlf_stage *stages = mlf_stages(&n);
    CHECK(n == 2);
    CHECK_TEXT(stages[0].name, "second");
    CHECK(stages[0].seconds >= 6 && stages[0].seconds < 7);
    CHECK_NEAR(stages[0].operations, 7, 0);
    CHECK_TEXT(stages[1].name, "first");
    CHECK(stages[1].seconds >= 1 && stages[1].seconds < 2);
    CHECK_NEAR(stages[1].operations, 5, 0);
}

static void test_within(void)
{
    size_t before, n;
    mlf_stages(&before);
    mlf_stage_within(1);
    mlf_stage_end("inner", mlf_stage_begin("inner"), 0);
    mlf_stage_within(0);
    mlf_stages(&n);
    CHECK(n == before);
    mlf_stage_end("outer", mlf_stage_begin("outer"), 0);
    CHECK_TEXT(mlf_stages(&n)[before].name, "outer");
    CHECK(n == before + 1);
}

static void test_records(void)
{
    CHECK(mlf_stages_records() == 0);
    mlf_stage_records(12);
    CHECK(mlf_stages_records() == 12);
    CHECK(mlf_stage_peak() > 1e5 && mlf_stage_peak() < 1e12);
}

static void test_too_many(void)
{
    static char names[2 * MLF_STAGES][2];
    size_t n;
    for (size_t i = 0; i < 2 * MLF_STAGES; i++) {
        names[i][0] = (char)('0' + i);
        mlf_stage_end(names[i], mlf_stage_begin(names[i]), 0);
    }
    const struct mlf_stage *stages = mlf_stages(&n);
    CHECK(n == MLF_STAGES);
    for (size_t i = 3; i < n; i++)
        CHECK_TEXT(stages[i].name, names[i - 3]);
}

int main(void)
{
    RUN(test_adding);
    RUN(test_within);
    RUN(test_records);
    RUN(test_too_many);
    return check_done();
}
