/* How many labels are wrong, told by those that people have looked at.
 *
 * The model of the noise (noise.h) puts labels in a good order of how probably they are wrong, and
 * may be wrong about how many there are, about how fast they become fewer down the list, and about parts of the list.
 * So the logit of the probability that a label at place r of the list is wrong is taken to be
 *     f(r) = min(MLF_REVIEWED_SLOPE x(r) + b, logit MLF_REVIEWED_SUREST) + u(r)
 * with x the logit of the probability by the model of the noise, b such that the probabilities without u add up to the
 * number that was stated before, and u a Gaussian process over the list of mean 0 and covariance
 *     B^2 + A^2 (x(r) - x0) (x(s) - x0) + G^2 exp(-(log r - log s)^2 / (2 D^2)):
 * how many there are in all, how fast they become fewer, and what is peculiar to a part of the list, of which what is
 * seen tells less the farther away it is. x0 is the mean of x weighted by how uncertain the labels are, so that another
 * slope alone leaves their number. B comes from the interval that was stated before, from l to h around n:
 *     B = MLF_REVIEWED_BOTH log(h / l) / (2 MLF_EXPECTED_NORMAL) / (d log n / d b),  at most 2,
 * where l counts as 1/2 at least. What was decided of some labels tells u by Laplace's approximation (C. E. Rasmussen
 * and C. K. I. Williams, "Gaussian processes for machine learning", 2006, algorithm 3.1). Labels that nobody looked at
 * are wrong with the mean of the probability; the ends of its interval are at the u to which MLF_EXPECTED_NORMAL
 * deviations lead along the way on which the number of wrong labels changes most.
 *
 * Places are taken together, the more the farther down: as many as make an eighth of a step of log r. No number falls
 * where the list rises. Where none of those looked at is wrong, the lower end of all is at most what it was before.
 *
 * It does not matter which labels were looked at, as long as the choice went by nothing but the order of the list and
 * what was known before. What this comes to: scripts/eval/calibration. */
#ifndef MLFIX_JUDGE_WRONG_REVIEWED_H
#define MLFIX_JUDGE_WRONG_REVIEWED_H

#include <stddef.h>

struct mlf_err;
struct mlf_wrong;

/* Wrong labels become fewer down the list more slowly than the model of the noise says, which knows nothing of the
 * mistakes that it makes itself. */
#define MLF_REVIEWED_SLOPE 0.75
/* A label is wrong with at most this probability before any is looked at. */
#define MLF_REVIEWED_SUREST 0.97
/* A, G and D. */
#define MLF_REVIEWED_SLOPES 0.15
#define MLF_REVIEWED_PARTS 0.7
#define MLF_REVIEWED_REACH 1.0
/* What is left of the uncertainty that was stated before when slope and parts have theirs. */
#define MLF_REVIEWED_BOTH 0.5

enum mlf_verdict_seen {
    MLF_SEEN_NOT,
    MLF_SEEN_RIGHT,
    MLF_SEEN_WRONG,
};

struct mlf_reviewed_labels {
    const double *by_noise;    /* n: the probability by the model of the noise; NAN where a label takes no part */
    const double *score;       /* n: the list is by falling score; by_noise does not rise where it falls */
    const unsigned char *seen; /* n: enum mlf_verdict_seen */
    size_t n;
    double number, low, high; /* of wrong labels, and its interval before, 0 <= low <= number <= high, high > 0 */
};

/* Fills wrong->p, low and high (n) for the labels that nobody looked at, NAN for those that take no part, 0 for those
 * that were looked at. 0 <= low <= p <= high <= 1. Cost n log n and some ten thousand times the square of the number of
 * places taken together, which is at most 8 log n. */
int mlf_wrong_review(struct mlf_wrong *wrong, const struct mlf_reviewed_labels *labels, struct mlf_err *err);

#endif
