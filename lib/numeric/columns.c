#include "mlfix/numeric/columns.h"

#include <string.h>

void mlf_columns_mean(const float *x, size_t n, size_t d, double *mean)
{
    memset(mean, 0, d * sizeof *mean);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            mean[j] += (double)x[i * d + j];
    for (size_t j = 0; j < d && n > 0; j++)
        mean[j] /= (double)n;
}

void mlf_columns_squares(const float *x, size_t n, size_t d, const double *mean, double *squares)
{
    memset(squares, 0, d * sizeof *squares);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            double off = (double)x[i * d + j] - mean[j];
            squares[j] += off * off;
        }
}
