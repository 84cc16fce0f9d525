/* Where a run spends its time: mlf_cli_finish prints the stages under -v, in the
 * order in which they first ended. A stage is a part of the run that the main thread
 * begins and waits for, however many threads work in it; the times of stages with the
 * same name are added. To be called from the main thread only. */
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

/* Adds the time since `begun` (mlf_stage_begin) to the stage of this name, a string
 * literal. More than MLF_STAGES different names are not kept. */
void mlf_stage_end(const char *name, double begun, double operations);

/* 1: stages that end from now on are parts of a larger one that is under way, and
 * are not kept themselves. 0: stages are kept again. */
void mlf_stage_within(int within);

/* The stages so far, *n of them; valid until another one ends. */
const struct mlf_stage *mlf_stages(size_t *n);

/* How many records the run was about, from which mlf_cli_finish computes the cost of
 * each. */
void mlf_stage_records(size_t n);
size_t mlf_stages_records(void);

/* The most memory that this process has used at any time, in bytes; 0 where the
 * system does not tell. */
double mlf_stage_peak(void);

#endif
