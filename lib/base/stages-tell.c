#include "stages-tell.h"

#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"

/* What one record cost. */
static void tell_cost(double seconds)
{
    double n = (double)mlf_stages_records(), peak = mlf_stage_peak();
    if (n > 0)
        mlf_detail("%.0f records in %.3f s, at most %.0f MB: %.0f microseconds and %.0f bytes a record", n, seconds,
                   peak / 1e6, seconds / n * 1e6, peak / n);
}

void mlf_stages_tell(double seconds)
{
    size_t n;
    const struct mlf_stage *stages = mlf_stages(&n);
    for (size_t i = 0; i < n; i++)
        if (stages[i].operations > 0)
            mlf_detail("%8.3f s  %-24s %7.1f GFLOP/s", stages[i].seconds, stages[i].name,
                       stages[i].operations / stages[i].seconds / 1e9);
        else
            mlf_detail("%8.3f s  %s", stages[i].seconds, stages[i].name);
    tell_cost(seconds);
}
