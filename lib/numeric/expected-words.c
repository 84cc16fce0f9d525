#include "mlfix/numeric/expected-words.h"

#include <math.h>

#include "mlfix/base/buf.h"
#include "mlfix/numeric/expected.h"

void mlf_expected_put(struct mlf_buf *buf, const struct mlf_expected *expected)
{
    if (expected->high < 0.5)
        mlf_buf_puts(buf, "none");
    else if (expected->low >= expected->high)
        mlf_buf_printf(buf, "%.0f", expected->high);
    else if (expected->low < 0.5)
        mlf_buf_printf(buf, "at most %.0f", expected->high);
    else if (expected->high <= MLF_EXPECTED_NARROW * expected->low)
        mlf_buf_printf(buf, "about %.0f", sqrt(expected->low * expected->high));
    else
        mlf_buf_printf(buf, "%.0f to %.0f", expected->low, expected->high);
}
