#include "mlfix/base/clock.h"

#include <time.h>

void mlf_clock_now(char text[MLF_CLOCK_TEXT])
{
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(text, MLF_CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

double mlf_clock_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
