/* Student's distribution, for means of few values. */
#ifndef MLFIX_NUMERIC_STUDENT_H
#define MLFIX_NUMERIC_STUDENT_H

#include <stddef.h>

/* The share of cases in which |t| stays below `t` >= 0, for `freedom` >= 1 degrees
 * of freedom: the finite series of M. Abramowitz, I. Stegun, "Handbook of
 * Mathematical Functions", 1964, 26.7.3 and 26.7.4. */
double mlf_student_within(double t, size_t freedom);

/* The t below which |t| stays in `share` (0..1, less than 1) of all cases. */
double mlf_student_quantile(double share, size_t freedom);

#endif
