/* See numbers.h. */

#include "mlfix/dataset/numbers.h"

int mlf_size(double number)
{
    return number >= 1 && number <= 1e6 ? (int)number : 0;
}

void mlf_corners(const double bbox[4], double edges[4])
{
    for (int i = 0; i < 4; i++)
        edges[i] = i < 2 ? bbox[i] : bbox[i - 2] + bbox[i];
}
