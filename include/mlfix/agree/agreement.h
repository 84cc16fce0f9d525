/* One decision for each object, out of what several reviewers said. */
#ifndef MLFIX_AGREE_AGREEMENT_H
#define MLFIX_AGREE_AGREEMENT_H

#include <stddef.h>

struct mlf_err;
struct mlf_flags;
struct mlf_votes;
struct mlf_reviewer_weights;

enum mlf_agreement_rule {
    MLF_AGREE_ANY,      /* what any reviewer says; two who differ are a conflict; silence does not count */
    MLF_AGREE_MAJORITY, /* what more than half of the votes say */
    MLF_AGREE_ALL,      /* what all votes say */
    MLF_AGREE_WEIGHTED, /* what is probable by the model of reviewer-weights.h */
};

struct mlf_agreement_policy {
    enum mlf_agreement_rule agree;
    size_t quorum;     /* reviewers who must vote on the object, at least; not for MLF_AGREE_ANY */
    double sure;       /* MLF_AGREE_WEIGHTED: the least probability of a decision */
    size_t supervisor; /* the reviewer whose decisions are final; MLF_NO_STRING: nobody's are */
};

/* Makes one flag for each object of the ballots of all files (flags->items, flags->of_target). To be
 * called once, after all files were read. Only objects on which there is a ballot get a flag;
 * honeypots get none.
 *
 * Votes are compared by verdict, label and box. A reviewer who is unsure abstains (except with
 * MLF_AGREE_ANY, where unsure differs from every other verdict); where nobody else votes, the
 * object is unsure. Where fewer than `quorum` vote, or all who vote say the
 * same and it is not probable enough, the object is open; where votes differ and none
 * prevails, or a reviewer says two things in two files, it is a conflict. Such a flag has
 * the verdict unsure, no label, and is by nobody. A decided one is the first that said
 * so, `by` all who did (in the order of the reviewers, silent ones too, joined with ", ").
 *
 * Who says only that the label is wrong does not contradict who gives it another. With
 * MLF_AGREE_ANY the other label is taken. Else a label must prevail by itself, as any verdict; where
 * none does, and only one is named, those who name it count among those who say wrong: the object is
 * decided to be MLF_WRONG if these prevail, by all of them.
 *
 * With MLF_AGREE_WEIGHTED the probability of a decision is that of its verdict by the
 * model, times, where a verdict has several labels or boxes, exp(w) / sum exp(w'), w the
 * sum of the weights of those who gave this one, w' of those who gave each (weights are
 * logarithms of odds; those below 0 count as 0).
 *
 * Where the supervisor decided something, that is final, even if it is unsure; elsewhere the others
 * decide without him. policy NULL: MLF_AGREE_ANY without a supervisor. votes may be NULL with
 * MLF_AGREE_ANY, and weights with all but MLF_AGREE_WEIGHTED. What is kept of them is copied. */
int mlf_agreement_settle(struct mlf_flags *flags, const struct mlf_agreement_policy *policy,
                         const struct mlf_votes *votes, const struct mlf_reviewer_weights *weights,
                         struct mlf_err *err);

#endif
