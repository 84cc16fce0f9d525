/* Writing a judge that has learnt. */
#ifndef MLFIX_RANK_JUDGE_WRITE_H
#define MLFIX_RANK_JUDGE_WRITE_H

#include <stdint.h>

struct mlf_err;
struct mlf_judge;
struct mlf_rank_judging;

struct mlf_judge_learnt {
    const struct mlf_judge *first; /* a part: fields and models are the same in all */
    uint64_t all;                  /* items that there were */
    const struct mlf_rank_judging
        *judging;           /* with its ranking, all of whose fields are filled, and models that were kept */
    const char *const *ids; /* of each item: the JSON text of its id, "" where it has none */
};

int mlf_judge_write(const struct mlf_judge_learnt *learnt, const char *path, struct mlf_err *err);

#endif
