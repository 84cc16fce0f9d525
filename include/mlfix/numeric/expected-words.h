/* A number of wrong labels as it is said to people. */
#ifndef MLFIX_NUMERIC_EXPECTED_WORDS_H
#define MLFIX_NUMERIC_EXPECTED_WORDS_H

struct mlf_buf;
struct mlf_expected;

/* An interval whose upper end is at most this many times its lower one is said as one number. Then the number, their
 * geometric middle, is within a factor of 1.5 of all that lies between them. */
#define MLF_EXPECTED_NARROW 2.25

/* Appends "24 to 99", "at most 30" where there may be none, "about 34" where the interval is narrow, "1" or "none"
 * where both ends are. */
void mlf_expected_put(struct mlf_buf *buf, const struct mlf_expected *expected);

#endif
