/* How many labels can be wrong, told from labels that are known to be wrong.
 *
 * A model of the noise (noise.h) takes hard pictures for wrong labels where nearly all labels are
 * right. But what wrong labels look like need not be guessed: take objects of other classes and call
 * them g. A left-out prediction does not know the label of its object, so nothing is fitted again;
 * the surprise of such a "planted" label g of item x is
 *     s(g; x) = log sum over k of exp(P(k; x) / T) - P(g; x) / T.
 * Items of class y are drawn as often as the model takes labels g for y, plus half of y's share of
 * all labels, for the mistakes that it never makes. Let t_g(q) be the surprise which the share q of
 * the labels planted in class g exceeds or equals, and k_g(q) how many labels g of the dataset do. If wrong
 * labels surprise as planted ones do, and right ones hardly ever so much,
 *     W(q) = (sum over g of k_g(q) / q) + 1 / (2 q)
 * labels are wrong, and where right ones do surprise it is less: each W(q) is a bound from above, as in mixture
 * proportion estimation (G. Blanchard, G. Lee, C. Scott, "Semi-supervised novelty detection", 2010). The half stands
 * for what so few labels cannot show.
 *
 * Two numbers are taken from it: the least W(q) of all q >= MLF_PLANTED_TAIL, and of all q >= 1/2.
 * Where wrong labels are what surprises, both are the same. Where hard pictures do, W falls all the
 * way, and the first is a small part of the second. Where people are wrong about hard pictures the
 * planted ones surprise more than theirs, and the first number is too small.
 *
 * A third number is meant for the lower end of an interval. Where much of a class surprises, it is likelier that the
 * model does not know the class than that so many of its labels are wrong, most of all where the class has few
 * objects. So of each class only the part 1 - k_g(q) / (q n_g) of its k_g(q) / q is believed, n_g being how many labels
 * it has, and from the sum S MLF_PLANTED_SURE standard deviations of counting q S objects are taken, so that chance
 * begins an interval too high once in forty times: L(q) = S - MLF_PLANTED_SURE sqrt(S / q), at least 0. That is more
 * than MLF_EXPECTED_NORMAL, because the two ends do not cost the same: a rule of CI goes by the lower end, and stops
 * people where nothing is wrong. So fewer than four labels that surprise are no reason to begin above 0. The number is
 * the least L(q) of q <= 1/2. */
#ifndef MLFIX_JUDGE_PLANTED_WRONG_H
#define MLFIX_JUDGE_PLANTED_WRONG_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

/* q is .15, .20, .25 and so on up to 1. */
#define MLF_PLANTED_TAIL 0.15
#define MLF_PLANTED_STEP 0.05
#define MLF_PLANTED_LEVELS 18
/* Standard deviations of a normal distribution that leave a fortieth of it on one side. */
#define MLF_PLANTED_SURE 1.959963984540054

struct mlf_planted {
    double tail;  /* the least of all W */
    double half;  /* the least W of q >= 1/2 */
    double least; /* the least L of q <= 1/2 */
};

/* label: n; items with skip[i] not 0 take no part (`skip` may be NULL). The labels of the classes g
 * with counted[g] not 0 (C) are counted; labels are planted in objects of all classes, at most
 * 20,000 objects, evenly spaced. Cost C m log m for these m. The first two
 * numbers are at least 1/2. */
int mlf_planted_estimate(struct mlf_planted *planted, const struct mlf_suspicion *suspicion, const size_t *label,
                         const unsigned char *skip, const unsigned char *counted, int jobs, struct mlf_err *err);

#endif
