#include "mlfix/flags/same-box.h"

#include <math.h>

int mlf_same_box(const double a[4], const double b[4])
{
    for (int i = 0; i < 4; i++) {
        /* Records carry 9 significant digits. */
        double tolerance = 1e-6 + 1e-8 * fabs(a[i]);
        if (!(fabs(a[i] - b[i]) <= tolerance) && !(isnan(a[i]) && isnan(b[i])) && a[i] != b[i])
            return 0;
    }
    return 1;
}
