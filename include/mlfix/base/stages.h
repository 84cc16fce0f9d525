/* Where a run spends its time. A stage is what one thread starts and waits for,
 * however many work in it; stages of one name add up. Told under -v by
 * mlf_cli_finish, in the order in which they first ended. For the thread that
 * leads the run only. */
#ifndef MLFIX_BASE_STAGES_H
#define MLFIX_BASE_STAGES_H

#include <stddef.h>

#define MLF_STAGES ((size_t)24)

struct mlf_stage {
    const char *name;
    double seconds;    /* of the clock */
    double operations; /* additions and multiplications of its matrix products; 0: not counted */
};

/* The clock, in seconds. From now on the stage is what is under way
 * (progress.h). name: a literal. */
double mlf_stage_begin(const char *name);

/* The name again. Names beyond MLF_STAGES are not kept. */
void mlf_stage_end(const char *name, double begun, double operations);

/* 1: what ends from now on is part of a larger stage that is under way, and is
 * not kept by itself; 0: it is kept again. */
void mlf_stage_within(int within);

/* Those that ended; valid until the next one does. */
const struct mlf_stage *mlf_stages(size_t *n);

/* How many records the run was about: mlf_cli_finish tells what one cost. */
void mlf_stage_records(size_t n);
size_t mlf_stages_records(void);

/* The most memory that this process has had at a time, in bytes; 0 where the
 * system does not say. */
double mlf_stage_peak(void);

#endif
