/* See digits.h. */

#include "mlfix/annotation/digits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimals where there are no old numbers to follow, or those have exponents: enough for fractions
 * of a photo, as YOLO's tools write them. */
#define PLAIN_DECIMALS 6
#define MOST_DECIMALS 17

/* By how many pixels a number may differ from what is wanted and still be it: records carry 9 significant digits. */
#define SAME 0.001

const struct mlf_measure mlf_measure_pixels = {.pixels = {1, 1}};

void mlf_digits_see(struct mlf_digits *digits, const char *text, size_t length)
{
    const char *point = memchr(text, '.', length);
    int decimals = 0;

    if (memchr(text, 'e', length) || memchr(text, 'E', length)) {
        digits->decimals = digits->decimals > PLAIN_DECIMALS ? digits->decimals : PLAIN_DECIMALS;
        digits->least = digits->n++ ? digits->least : 1;
        return;
    }
    for (const char *at = point ? point + 1 : text + length; at < text + length && *at >= '0' && *at <= '9'; at++)
        decimals++;
    decimals = decimals < MOST_DECIMALS ? decimals : MOST_DECIMALS;
    if (!digits->n || decimals > digits->decimals)
        digits->decimals = decimals;
    if (!digits->n || decimals < digits->least)
        digits->least = decimals;
    digits->n++;
}

/* The fewest decimals, from `decimals` on, that write the number closely enough. */
static int enough_decimals(double number, int decimals, double pixels)
{
    char text[400];

    for (; decimals < MOST_DECIMALS; decimals++) {
        snprintf(text, sizeof text, "%.*f", decimals, number);
        if (!(fabs(strtod(text, NULL) - number) * pixels > MLF_DIGITS_CLOSE))
            break;
    }
    return decimals;
}

void mlf_digits_put(const struct mlf_digits *digits, double number, double pixels, struct mlf_buf *buf)
{
    int most = digits->n ? digits->decimals : PLAIN_DECIMALS;
    int least = digits->n ? digits->least : 0;
    char text[400];
    size_t length;

    if (least < most)
        least = least > 0; /* 12.0 stays a number with a point */
    most = enough_decimals(number, most, pixels);
    snprintf(text, sizeof text, "%.*f", most, number);
    length = strlen(text);
    for (int left = most; left > least && text[length - 1] == '0'; left--)
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
    if (text[0] == '-' && strspn(text + 1, "0.") == length - 1) /* no "-0" */
        memmove(text, text + 1, length);
    mlf_buf_puts(buf, text);
}

/* A number in a string keeps its quotes. */
static struct mlf_span without_quotes(const char *text, struct mlf_span span)
{
    if (span.length >= 2 && text[span.offset] == '"')
        return (struct mlf_span){span.offset + 1, span.length - 2};
    return span;
}

/* Writes a number where it is another one: 1 if it is, 0, or -1. */
static int put_number(struct mlf_edits *edits, const char *file, const char *text, struct mlf_span place, double now,
                      double wanted, double pixels, const struct mlf_digits *digits, struct mlf_err *err)
{
    struct mlf_span span = without_quotes(text, place);
    struct mlf_buf buf = {0};
    int result = -1;

    if (fabs(now - wanted) * pixels <= SAME)
        return 0;
    mlf_digits_put(digits, wanted, pixels, &buf);
    if (mlf_buf_check(&buf, err))
        goto done;
    result = buf.length != span.length || memcmp(buf.data, text + span.offset, span.length) != 0;
    if (result && mlf_edits_replace(edits, file, span.offset, span.length, buf.data, buf.length, err))
        result = -1;
done:
    mlf_buf_free(&buf);
    return result;
}

/* Rounds the edges of what is wanted to whole numbers; a size is what then lies between them. An error where nothing of
 * the box is left. */
static int round_box(struct mlf_edits *edits, const char *file, const double wanted[4], int corners, double whole[4],
                     struct mlf_err *err)
{
    int rounded = 0;

    for (int i = 0; i < 4; i++) {
        whole[i] = i < 2 || corners ? round(wanted[i]) : round(wanted[i - 2] + wanted[i]) - whole[i - 2];
        rounded |= fabs(whole[i] - wanted[i]) > SAME;
    }
    for (int i = 0; i < 2; i++)
        if (rounded && whole[i + 2] - (corners ? whole[i] : 0) <= 0)
            return mlf_fail(
                err,
                "%s: nothing is left of a new box when it is rounded to whole pixels, which are all that the "
                "format has",
                file);
    edits->rounded += rounded != 0;
    return 0;
}

int mlf_edits_box(struct mlf_edits *edits, const char *file, const char *text, const struct mlf_span spans[4],
                  const double now[4], const double wanted[4], const struct mlf_measure *measure, int corners,
                  struct mlf_err *err)
{
    struct mlf_digits digits = {0};
    double numbers[4];
    int changed = 0;

    memcpy(numbers, wanted, sizeof numbers);
    for (int i = 0; i < 4; i++) {
        struct mlf_span span = without_quotes(text, spans[i]);

        mlf_digits_see(&digits, text + span.offset, span.length);
    }
    if (measure->whole && digits.decimals == 0 && round_box(edits, file, wanted, corners, numbers, err))
        return -1;
    for (int i = 0; i < 4; i++) {
        int put = put_number(edits, file, text, spans[i], now[i], numbers[i], measure->pixels[i % 2], &digits, err);

        if (put < 0)
            return -1;
        changed |= put;
    }
    edits->kept += !changed;
    return 0;
}

int mlf_edits_number(struct mlf_edits *edits, const char *file, const char *text, struct mlf_span span, double now,
                     double wanted, struct mlf_err *err)
{
    struct mlf_span plain = without_quotes(text, span);
    struct mlf_digits digits = {0};

    mlf_digits_see(&digits, text + plain.offset, plain.length);
    return put_number(edits, file, text, span, now, wanted, 1, &digits, err) < 0 ? -1 : 0;
}
