#include "mlfix/stages.h"

#include <string.h>
#include <time.h>

static struct mlf_stage stages[MLF_STAGES];
static size_t count;

double mlf_stage_begin(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void mlf_stage_end(const char *name, double begun, double operations)
{
    size_t i = 0;
    while (i < count && strcmp(stages[i].name, name) != 0)
        i++;
    if (i == MLF_STAGES)
        return;
    if (i == count)
        stages[count++].name = name;
    stages[i].seconds += mlf_stage_begin() - begun;
    stages[i].operations += operations;
}

const struct mlf_stage *mlf_stages(size_t *n)
{
    *n = count;
    return stages;
}
