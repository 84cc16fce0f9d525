/* How many wrong labels to expect, in all, by class, and among the most doubtful
 * records. */
#ifndef MLFIX_RANK_EXPECTED_WRONG_H
#define MLFIX_RANK_EXPECTED_WRONG_H

#include <stddef.h>

#include "mlfix/numeric/expected.h"

struct mlf_err;
struct mlf_ranking;

/* At most so many numbers of records, 10, 20, 50, 100, ... */
#define MLF_EXPECTED_LOOKS 48

struct mlf_expected_look {
    size_t records;                /* the most doubtful ones */
    struct mlf_chance found, left; /* wrong labels among them, among the others: numbers, and their two ends */
};

struct mlf_expected_wrong {
    size_t n; /* judged items; 0: nothing is known */
    struct mlf_expected all, *class;
    struct mlf_expected_look look[MLF_EXPECTED_LOOKS];
    size_t looks;
};

/* Of a ranking by vectors; of any other one `n` stays 0. Near-duplicates of one
 * label count as right or wrong together. Freed also after a failure. */
int mlf_expected_wrong_make(struct mlf_expected_wrong *budget, const struct mlf_ranking *ranking, struct mlf_err *err);
void mlf_expected_wrong_free(struct mlf_expected_wrong *budget);

#endif
