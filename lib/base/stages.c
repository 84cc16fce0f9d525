#include "mlfix/base/stages.h"

#include <stdio.h>
#include <string.h>

#include "mlfix/base/clock.h"
#include "mlfix/base/progress.h"

static struct mlf_stage stages[MLF_STAGES];
static size_t count, records;
static int inside;

double mlf_stage_begin(const char *name)
{
    mlf_progress_enter(name);
    return mlf_clock_seconds();
}

void mlf_stage_end(const char *name, double begun, double operations)
{
    size_t i = 0;
    mlf_progress_leave(name);
    while (i < count && strcmp(stages[i].name, name) != 0)
        i++;
    if (i == MLF_STAGES || inside)
        return;
    if (i == count)
        stages[count++].name = name;
    stages[i].seconds += mlf_clock_seconds() - begun;
    stages[i].operations += operations;
}

void mlf_stage_within(int within)
{
    inside = within;
}

const struct mlf_stage *mlf_stages(size_t *n)
{
    *n = count;
    return stages;
}

void mlf_stage_records(size_t n)
{
    records = n;
}

size_t mlf_stages_records(void)
{
    return records;
}

/* Not by getrusage, whose figure includes the peak of the program that started us. */
double mlf_stage_peak(void)
{
    char line[256];
    double kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %lf kB", &kilobytes) == 1)
            break;
    if (status)
        fclose(status);
    return 1024 * kilobytes;
}
