/* How many wrong labels to expect, in all, by class, and among the most doubtful
 * records: private to the learn room. */
#ifndef MLFIX_LEARN_RANK_BUDGET_H
#define MLFIX_LEARN_RANK_BUDGET_H

#include <stddef.h>

#include "mlfix/expected.h"

struct mlf_err;
struct mlf_ranking;

/* At most so many numbers of records, 10, 20, 50, 100, ... */
#define MLF_RANK_LOOKS 48

struct mlf_rank_look {
    size_t records;     /* the most doubtful ones */
    double found, left; /* wrong labels among them, among the others */
};

struct mlf_rank_budget {
    size_t n; /* judged items; 0: nothing is known */
    struct mlf_expected all, *class;
    struct mlf_rank_look look[MLF_RANK_LOOKS];
    size_t looks;
};

/* Of a ranking by vectors; of any other one `n` stays 0. Near-duplicates of one
 * label count as right or wrong together. Freed also after a failure. */
int mlf_rank_budget_make(struct mlf_rank_budget *budget, const struct mlf_ranking *ranking, struct mlf_err *err);
void mlf_rank_budget_free(struct mlf_rank_budget *budget);

#endif
