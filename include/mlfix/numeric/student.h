/* Student's t distribution, for intervals around the mean of few values. */
#ifndef MLFIX_NUMERIC_STUDENT_H
#define MLFIX_NUMERIC_STUDENT_H

#include <stddef.h>

/* The probability that a value of Student's distribution is less than `t` >= 0 by
 * magnitude, for `freedom` >= 1 degrees of freedom: the finite series of M. Abramowitz, I. Stegun, "Handbook of
 * Mathematical Functions", 1964, 26.7.3 and 26.7.4. */
double mlf_student_within(double t, size_t freedom);

/* The t for which that probability is `share`, 0 <= share < 1. */
double mlf_student_quantile(double share, size_t freedom);

#endif
