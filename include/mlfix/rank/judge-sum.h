/* The second step of a judge that learns from many parts of a dataset: the parts become a judge, the same one in
 * whatever parts the dataset came and in whatever order they are named. */
#ifndef MLFIX_RANK_JUDGE_SUM_H
#define MLFIX_RANK_JUDGE_SUM_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;

struct mlf_judge_sum {
    size_t items;                        /* that the parts learnt from */
    size_t witnesses;                    /* of these, that the judge keeps */
    size_t classes, untold;              /* and those of them that are not told from the others */
    size_t too_small;                    /* classes that have too few groups to be judged */
    double wrong, wrong_low, wrong_high; /* labels of the witnesses that are wrong */
    double agreement;
};

/* Adds up n parts (judge-part.h), n at least 1, and writes the judge to `path`, which appears whole. Of the options
 * `preset`, `block`, `seed` and `jobs` are read. Errors name the parts: two that hold the same object, or do not go
 * together (fields, models, lengths of vectors). */
int mlf_judge_sum(struct mlf_judge_sum *sum, const char *const *parts, size_t n, const struct mlf_rank_options *options,
                  const char *path, struct mlf_err *err);

#endif
