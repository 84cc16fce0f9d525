/* New numbers of a box: as exact as they were asked for, and written like the old ones. */
#ifndef MLFIX_ANNOTATION_DIGITS_H
#define MLFIX_ANNOTATION_DIGITS_H

#include <stddef.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* By how many pixels what is written may differ from what was asked: two such numbers together, as in right - left,
 * stay within a hundredth. */
#define MLF_DIGITS_CLOSE 0.004

/* How numbers are written around a place. */
struct mlf_digits {
    int n;        /* seen so far */
    int decimals; /* the most */
    int least;    /* the fewest: all have the same number of them where it equals `decimals` */
};

/* Takes note of a number. */
void mlf_digits_see(struct mlf_digits *digits, const char *text, size_t length);

/* Appends the number: with the same number of decimals as those that were seen where all have it, otherwise with at
 * most as many as the longest; and with as many more as it takes to stay within MLF_DIGITS_CLOSE pixels, one unit of
 * the number being `pixels` of them. 0 pixels: it takes no more. */
void mlf_digits_put(const struct mlf_digits *digits, double number, double pixels, struct mlf_buf *buf);

/* What the numbers of a format's boxes measure. */
struct mlf_measure {
    double pixels[2]; /* how many pixels of the photo a unit is, across and down: 1 where they count pixels, the photo's
                         width and height where they are fractions, a hundredth of these where they are percent */
    int whole; /* the format's specification has whole numbers: where all that stand there are whole, the new ones
                  are rounded to the nearest, and edits->rounded counts the box */
};

/* Pixels, with decimals where they are needed. */
extern const struct mlf_measure mlf_measure_pixels;

/* Writes the four numbers `wanted` of a box over those at `spans` (texts of numbers, some perhaps strings in quotes),
 * which are x, y and another pair of the same axes. A number that is within a thousandth of a pixel of `now` keeps its
 * text; edits->kept counts the box where all do. An error where the box is rounded away: `corners` tells that the
 * second pair is the opposite corner, not a size. */
int mlf_edits_box(struct mlf_edits *edits, const char *file, const char *text, const struct mlf_span spans[4],
                  const double now[4], const double wanted[4], const struct mlf_measure *measure, int corners,
                  struct mlf_err *err);

/* The same for one number in a unit of its own, such as an area in square pixels. */
int mlf_edits_number(struct mlf_edits *edits, const char *file, const char *text, struct mlf_span span, double now,
                     double wanted, struct mlf_err *err);

#endif
