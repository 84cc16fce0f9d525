/* New numbers that look like the old ones. See digits.h. */

#include "digits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Decimals where there are no old numbers to follow, or those have exponents: enough for fractions
 * of a photo, as YOLO's tools write them. */
#define PLAIN_DECIMALS 6
#define MOST_DECIMALS 17

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

void mlf_digits_put(const struct mlf_digits *digits, double number, struct mlf_buf *buf)
{
    int most = digits->n ? digits->decimals : PLAIN_DECIMALS;
    int least = digits->n ? digits->least : 0;
    char text[400];
    size_t length;

    if (least < most)
        least = least > 0; /* 12.0 stays a number with a point */
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

int mlf_edits_numbers(struct mlf_edits *edits, const char *file, const char *text, const struct mlf_span *spans,
                      const double *now, const double *wanted, size_t n, struct mlf_err *err)
{
    struct mlf_digits digits = {0};
    struct mlf_buf buf = {0};
    int result = 0;

    for (size_t i = 0; i < n; i++) {
        struct mlf_span span = without_quotes(text, spans[i]);

        mlf_digits_see(&digits, text + span.offset, span.length);
    }
    for (size_t i = 0; i < n && !result; i++) {
        struct mlf_span span = without_quotes(text, spans[i]);

        if (fabs(now[i] - wanted[i]) <= 1e-9 + 1e-8 * fabs(now[i])) /* records carry 9 significant digits */
            continue;
        mlf_buf_clear(&buf);
        mlf_digits_put(&digits, wanted[i], &buf);
        result = mlf_buf_check(&buf, err);
        if (!result && (buf.length != span.length || memcmp(buf.data, text + span.offset, span.length) != 0))
            result = mlf_edits_replace(edits, file, span.offset, span.length, buf.data, buf.length, err);
    }
    mlf_buf_free(&buf);
    return result;
}
