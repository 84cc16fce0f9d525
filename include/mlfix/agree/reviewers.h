/* How far reviewers agree with each other and with what was decided, as figures; see
 * reviewers-report.h for the report. Intervals hold 9 times in 10, as everywhere
 * (MLF_EXPECTED_COVERAGE). */
#ifndef MLFIX_AGREE_REVIEWERS_H
#define MLFIX_AGREE_REVIEWERS_H

#include <stddef.h>

#include "mlfix/agree/honeypot-recall.h"
#include "mlfix/agree/kappa.h"
#include "mlfix/flags/flag.h"

struct mlf_err;
struct mlf_flags;
struct mlf_agreement_policy;
struct mlf_votes;
struct mlf_reviewer_weights;

struct mlf_reviewer {
    size_t number;                  /* in the flags' reviewers */
    size_t looked;                  /* objects on which he has a vote (votes.h), unsure and silent ones included */
    size_t verdicts[MLF_BOXED + 1]; /* by verdict: objects on which he gave it */
    size_t decisions;               /* their sum */
    size_t settled, same; /* decided objects on which he votes; those of them where he says what was decided */
    double low, high;     /* of same / settled (mlf_expected_share) */
    struct mlf_honeypot_recall recall;
};

struct mlf_reviewer_pair {
    size_t a, b; /* places in `items`, a < b */
    struct mlf_kappa kappa;
};

struct mlf_reviewers {
    /* Borrowed. */
    const struct mlf_flags *flags; /* settled */
    const struct mlf_agreement_policy *policy;
    const struct mlf_votes *votes;
    const struct mlf_reviewer_weights *weights; /* for the report alone */

    struct mlf_reviewer *items; /* all who decided anything, the supervisor included */
    size_t n;
    struct mlf_reviewer_pair *pairs; /* of reviewers who vote on an object in common; without the supervisor */
    size_t n_pairs, pair_capacity;
    struct mlf_kappa fleiss;               /* of all without the supervisor */
    size_t ratings;                        /* that it counts, and those on objects with one */
    size_t standing[MLF_OPEN + 1], unsure; /* objects by what became of them; decided without those that are unsure */
};

/* Computes the figures. The borrowed fields are set by the caller, the others zero. Freed by
 * mlf_reviewers_free, also after a failure. Cost: votes x reviewers. */
int mlf_reviewers_count(struct mlf_reviewers *reviewers, struct mlf_err *err);

void mlf_reviewers_free(struct mlf_reviewers *reviewers);

#endif
