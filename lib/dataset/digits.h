/* New numbers that are written like the old ones. */
#ifndef MLFIX_DATASET_DIGITS_H
#define MLFIX_DATASET_DIGITS_H

#include <stddef.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* How numbers are written around a place. */
struct mlf_digits {
    int n;        /* seen so far */
    int decimals; /* the most */
    int least;    /* the fewest: all have the same number of them where it equals `decimals` */
};

/* Appends the number: whole where all that were seen are, with the same number of decimals where they
 * have it, otherwise with at most as many as the longest. */
void mlf_digits_see(struct mlf_digits *digits, const char *text, size_t length);
void mlf_digits_put(const struct mlf_digits *digits, double number, struct mlf_buf *buf);

/* Writes the numbers `wanted` over those at `spans` (text of a number, of which some are perhaps
 * strings in quotes), in their style; one that is `now` what is wanted keeps its text. */
int mlf_edits_numbers(struct mlf_edits *edits, const char *file, const char *text, const struct mlf_span *spans,
                      const double *now, const double *wanted, size_t n, struct mlf_err *err);

#endif
