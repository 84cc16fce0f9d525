/* Mean and spread of the columns of a matrix, in double precision and with sums in
 * the order of the rows, so that they are the same everywhere. */
#ifndef MLFIX_NUMERIC_COLUMNS_H
#define MLFIX_NUMERIC_COLUMNS_H

#include <stddef.h>

/* Fills mean (d) with the means of the columns of x, n x d by rows; 0 for n = 0. */
void mlf_columns_mean(const float *x, size_t n, size_t d, double *mean);

/* Fills squares (d) with the sums of the squared differences from those means:
 * divided by n they are the variances. */
void mlf_columns_squares(const float *x, size_t n, size_t d, const double *mean, double *squares);

#endif
