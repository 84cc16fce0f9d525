/* New numbers take the look of those around them. */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/json/json-members.h"

/* What `number` is written as among `seen`, numbers with a blank between them. */
static const char *written_in(const char *seen, double number, double pixels)
{
    static char text[64];
    struct mlf_digits digits = {0};
    struct mlf_buf buf = {0};

    for (const char *at = seen; *at;) {
        size_t length = strcspn(at, " ");
        mlf_digits_see(&digits, at, length);
        at += length + (at[length] == ' ');
    }
    mlf_digits_put(&digits, number, pixels, &buf);
    snprintf(text, sizeof text, "%s", buf.data);
    mlf_buf_free(&buf);
    return text;
}

static const char *written(const char *seen, double number)
{
    return written_in(seen, number, 0);
}

static void whole(void)
{
    CHECK_TEXT(written("1 2 30", 12.6), "13");
    CHECK_TEXT(written("1 2 30", -0.2), "0");
    CHECK_TEXT(written("0", 1e15), "1000000000000000");
}

static void fixed(void)
{
    CHECK_TEXT(written("0.500000 0.125000", 0.3), "0.300000");
    CHECK_TEXT(written("12.00 7.50", 3), "3.00");
    CHECK_TEXT(written("12.00 7.50", -0.001), "0.00");
}

static void variable(void)
{
    CHECK_TEXT(written("12.0 7.25", 3), "3.0");
    CHECK_TEXT(written("12.0 7.25", 3.128), "3.13");
    CHECK_TEXT(written("38 28.67", 40), "40");
    CHECK_TEXT(written("38 28.67", 40.5), "40.5");
}

static void others(void)
{
    CHECK_TEXT(written("", 0.1234567), "0.123457");
    CHECK_TEXT(written("", 5), "5");
    CHECK_TEXT(written("1e-2", 0.25), "0.25");
}

/* As many more decimals as the photo's size asks for. */
static void close_enough(void)
{
    CHECK_TEXT(written_in("1 2 30", 12.6, 1), "12.6");
    CHECK_TEXT(written_in("12.00 7.50", 3, 1), "3.00");
    CHECK_TEXT(written_in("12.00 7.50", 3.125, 1), "3.125");
    CHECK_TEXT(written_in("0.5 0.5 1 1", 0.225, 200), "0.225");
    CHECK_TEXT(written_in("0.5 0.5 1 1", 20.0 / 333, 333), "0.06006");
    CHECK_TEXT(written_in("0.500000 0.125000", 1.0 / 3, 300), "0.333333");
    CHECK_TEXT(written_in("0.500000 0.125000", 1.0 / 3, 30000), "0.3333333");
    CHECK_TEXT(written_in("", 1.0 / 3, 30000), "0.3333333");
    CHECK_TEXT(written_in("0", 1e300, 1), written("0", 1e300));
}

/* What the box is in the text once it's carried out. */
static const char *carried_out(const char *text, const struct mlf_span spans[4], const double now[4],
                               const double wanted[4], const struct mlf_measure *measure, struct mlf_edits *edits)
{
    static char after[200];
    struct mlf_err err = {""};
    size_t length;
    char *changed;

    if (mlf_edits_box(edits, "f", text, spans, now, wanted, measure, 1, &err))
        return "refused";
    changed = mlf_edits_apply(edits, "f", text, strlen(text), &length, &err);
    snprintf(after, sizeof after, "%s", changed);
    free(changed);
    return after;
}

/* Only what changes is written; quotes stay around a number that is a string. */
static void boxes(void)
{
    static const char text[] = "1.50,\"20\",3,40";
    static const struct mlf_span spans[] = {{0, 4}, {5, 4}, {10, 1}, {12, 2}};
    static const double now[] = {1.5, 20, 3, 40}, same[] = {1.5 + 1e-10, 20, 3.0009, 40}, other[] = {1.5, 21, 3.25, 40};
    struct mlf_edits edits = {0};

    CHECK_TEXT(carried_out(text, spans, now, same, &mlf_measure_pixels, &edits), text);
    CHECK(edits.n == 0 && edits.kept == 1 && edits.rounded == 0);
    CHECK_TEXT(carried_out(text, spans, now, other, &mlf_measure_pixels, &edits), "1.50,\"21\",3.25,40");
    CHECK(edits.n == 2 && edits.kept == 1);
    mlf_edits_free(&edits);
}

/* A format of whole pixels, unless decimals stand there already; a box that rounding takes away is refused. */
static void whole_boxes(void)
{
    static const struct mlf_measure measure = {.pixels = {1, 1}, .whole = 1};
    static const char text[] = "1,20,3,40", decimal[] = "1,20,3,4.";
    static const struct mlf_span spans[] = {{0, 1}, {2, 2}, {5, 1}, {7, 2}};
    static const double now[] = {1, 20, 3, 40}, wanted[] = {1.2, 20.6, 3.5, 40}, slight[] = {1.2, 19.8, 3.4, 40.4},
                        gone[] = {1.2, 20.6, 1.4, 40};
    struct mlf_edits edits = {0};

    CHECK_TEXT(carried_out(text, spans, now, wanted, &measure, &edits), "1,21,4,40");
    CHECK(edits.rounded == 1 && edits.kept == 0);
    mlf_edits_free(&edits);
    CHECK_TEXT(carried_out(text, spans, now, slight, &measure, &edits), text);
    CHECK(edits.rounded == 1 && edits.kept == 1);
    mlf_edits_free(&edits);
    CHECK_TEXT(carried_out(text, spans, now, gone, &measure, &edits), "refused");
    mlf_edits_free(&edits);
    CHECK_TEXT(carried_out(decimal, spans, now, wanted, &measure, &edits), "1,21,4,4.");
    mlf_edits_free(&edits);
}

int main(void)
{
    RUN(whole);
    RUN(fixed);
    RUN(variable);
    RUN(others);
    RUN(close_enough);
    RUN(boxes);
    RUN(whole_boxes);
    return check_done();
}
