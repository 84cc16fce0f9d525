/* Whether a dataset that was edited holds what was decided, and else what it held before. */
#ifndef MLFIX_FUZZ_DATASET_COMPARE_H
#define MLFIX_FUZZ_DATASET_COMPARE_H

struct decisions;
struct mlf_dataset;
struct mlf_objects;

/* Ends the process where it does not. `rounded`: boxes may be written in whole pixels. */
void compare_objects(const struct mlf_objects *before, const struct mlf_objects *after,
                     const struct decisions *decisions, const struct mlf_dataset *dataset, int rounded,
                     const char *what);

#endif
