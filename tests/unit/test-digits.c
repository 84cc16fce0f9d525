/* New numbers take the look of those around them. */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "dataset/digits.h"
#include "dataset/json-members.h"

/* What `number` is written as among `seen`, numbers with a blank between them. */
static const char *written(const char *seen, double number)
{
    static char text[64];
    struct mlf_digits digits = {0};
    struct mlf_buf buf = {0};

    for (const char *at = seen; *at;) {
        size_t length = strcspn(at, " ");
        mlf_digits_see(&digits, at, length);
        at += length + (at[length] == ' ');
    }
    mlf_digits_put(&digits, number, &buf);
    snprintf(text, sizeof text, "%s", buf.data);
    mlf_buf_free(&buf);
    return text;
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

/* Only what changes is written; quotes stay around a number that is a string. */
static void numbers(void)
{
    static const char text[] = "1.50,\"20\",3";
    static const struct mlf_span spans[] = {{0, 4}, {5, 4}, {10, 1}};
    static const double now[] = {1.5, 20, 3}, same[] = {1.5 + 1e-10, 20, 3}, other[] = {1.5, 21, 3.25};
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    size_t length;
    char *after;

    CHECK(mlf_edits_numbers(&edits, "f", text, spans, now, same, 3, &err) == 0);
    CHECK(edits.n == 0);
    CHECK(mlf_edits_numbers(&edits, "f", text, spans, now, other, 3, &err) == 0);
    CHECK(edits.n == 2);
    after = mlf_edits_apply(&edits, "f", text, strlen(text), &length, &err);
    CHECK_TEXT(after, "1.50,\"21\",3.25");
    free(after);
    mlf_edits_free(&edits);
}

int main(void)
{
    RUN(whole);
    RUN(fixed);
    RUN(variable);
    RUN(others);
    RUN(numbers);
    return check_done();
}
