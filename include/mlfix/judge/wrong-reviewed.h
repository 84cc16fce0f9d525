/* How many labels are wrong, told by those that people have looked at.
 *
 * The model of the noise (noise.h) puts labels in a good order of how probably they are wrong, and
 * may be wrong about how many there are, and about how fast they become fewer down the list. With w
 * its probability of a label, the label is wrong with
 *     p(a, n) = sigmoid(a logit w + b),   b such that the sum of p over all labels is n,
 * and what was decided of some labels tells a and n (Bayes): a is equally likely in .25 .. 1.4 before, n in
 * (low / 2) .. 1.25 high of the interval that was stated before (wrong-interval.h). That a label was found wrong is
 * taken to be at most MLF_REVIEWED_SUREST probable, however sure the model is of it, so that a few right ones at the
 * head of the list do not speak against many wrong ones behind.
 *
 * It does not matter which labels were looked at, as long as the choice went by nothing but the order of the list and
 * what was known before. What this comes to: scripts/eval/calibration. */
#ifndef MLFIX_JUDGE_WRONG_REVIEWED_H
#define MLFIX_JUDGE_WRONG_REVIEWED_H

#include <stddef.h>

struct mlf_err;
struct mlf_wrong;

#define MLF_REVIEWED_SUREST 0.96
/* a and n are tried on a grid of so many values; those of n stand at equal ratios. */
#define MLF_REVIEWED_SLOPES 12
#define MLF_REVIEWED_SUMS 25

enum mlf_verdict_seen {
    MLF_SEEN_NOT,
    MLF_SEEN_RIGHT,
    MLF_SEEN_WRONG,
};

struct mlf_reviewed_labels {
    const double *by_noise;    /* n: w, by the model of the noise; NAN where a label takes no part */
    const unsigned char *seen; /* n: enum mlf_verdict_seen */
    size_t n;
    double low, high; /* the interval of their number before, 0 <= low <= high, high > 0 */
};

/* Fills wrong->p, low and high (n) for the labels that nobody looked at, NAN for those that take no part: the mean of
 * p, and its means over the tenths of cases in which fewest and in which most labels are left wrong; 0 for those that
 * were looked at. Cost 15,000 times the number of different logits, told apart to a fiftieth, at most 1,400. */
int mlf_wrong_review(struct mlf_wrong *wrong, const struct mlf_reviewed_labels *labels, struct mlf_err *err);

#endif
