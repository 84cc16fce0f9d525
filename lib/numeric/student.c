#include "mlfix/numeric/student.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double mlf_student_within(double t, size_t freedom)
{
    double angle = atan(t / sqrt((double)freedom)), cosine = cos(angle), square = cosine * cosine;
    int odd = freedom % 2 == 1;
    /* The formula 26.7.3 is a sum of odd powers of the cosine, 26.7.4 one of even powers. */
    double term = odd ? cosine : 1, sum = freedom == 1 ? 0 : term;
    for (size_t k = odd ? 3 : 2; k + 2 <= freedom; k += 2) {
        term *= square * ((double)k - 1) / (double)k;
        sum += term;
    }
    return odd ? 2 / pi * (angle + sin(angle) * sum) : sin(angle) * sum;
}

double mlf_student_quantile(double share, size_t freedom)
{
    double low = 0, high = 1;
    while (mlf_student_within(high, freedom) < share && high < 1e300)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-12 * high; i++) {
        double middle = low + (high - low) / 2;
        if (mlf_student_within(middle, freedom) < share)
            low = middle;
        else
            high = middle;
    }
    return high;
}
