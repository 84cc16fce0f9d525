/* Decoding single JSON values, which the scanner (json.h) has found, and writing
 * them. */
#ifndef MLFIX_JSON_JSON_TEXT_H
#define MLFIX_JSON_JSON_TEXT_H

#include "mlfix/base/span.h"

struct mlf_buf;
struct mlf_err;

/* The text of a string span (with its quotes) as new memory, escapes decoded;
 * an escaped NUL is an error, since C strings cannot carry it. */
char *mlf_json_string(const char *text, struct mlf_span span, struct mlf_err *err);

/* Whether the string span decodes to exactly `expected`. */
int mlf_json_string_is(const char *text, struct mlf_span span, const char *expected);

/* The number of a number span; an error where it does not fit a double. */
int mlf_json_number(const char *text, struct mlf_span span, double *number, struct mlf_err *err);

/* Appends `text` as a JSON string with quotes: '"', '\\' and control bytes
 * escaped, bytes that are no UTF-8 as U+FFFD, everything else as it is. */
void mlf_json_put_string(struct mlf_buf *buf, const char *text);

/* Appends a number: the one number writer. Whole numbers below 2^53 without a
 * fraction; else 9 significant digits (%.9g), so that every float survives.
 * NaN and infinities, which JSON cannot say, become null. */
void mlf_json_put_number(struct mlf_buf *buf, double number);

#endif
