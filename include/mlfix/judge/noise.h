/* A model of label noise: how probable it is that each label is wrong, and how many
 * wrong ones there are. No label has to be known to be right.
 *
 * A model gives a label a low probability either because the label is wrong or because
 * the item is hard. What tells these apart is that hard items lie between classes, while
 * wrong labels contradict the model where it is certain. So the given label g of item x
 * is taken to come from a true one, y, which the model predicts, through a noise matrix T
 * that is the same for all items:
 *     p(g; x) = sum over y of q(y; x) T(g; y),   q(y; x) ~ exp(P(y; x) / t).
 * T and the temperature t are fitted so that the given labels become most probable; t
 * corrects the model's certainty, which the noise itself had lowered. T is found by
 * expectation maximisation, as for an annotator whose mistakes are unknown (A. P. Dawid, A. M. Skene, "Maximum
 * likelihood estimation of observer error-rates using the EM algorithm", 1979); a model
 * takes the place of further annotators as in J. Goldberger, E. Ben-Reuven, "Training
 * deep neural-networks using a noise adaptation layer", 2017, but here its predictions
 * stay fixed. t is searched around the temperature of the predictions.
 *
 * Two priors keep T from following chance. MLF_NOISE_PRIOR items for each pair of classes
 * draw T towards one error rate for all classes, with errors that go to each label as
 * often as it occurs. And from few items a model learns so little that it would call half
 * of them wrong: so MLF_NOISE_SOUND right labels count as seen before, which outweigh the
 * labels of a set of a hundred items and do not matter in one of ten thousand.
 *
 * Then 1 - q(g; x) T(g; g) / p(g; x) is the probability that x is mislabelled. Which
 * mistakes people make depends on the item, which T does not know but the score does. So
 * these probabilities are averaged along the score (isotonic regression) in such a way
 * that they never fall where it rises; their sum stays.
 *
 * Mistakes that both the label and the model make are not found. Where all labels are right but
 * pictures are hard, the estimated share of wrong labels is too high by about 5 % of all items, by
 * 11 % where there are only 600; what is stated to users is made of it by wrong-interval.h. */
#ifndef MLFIX_JUDGE_NOISE_H
#define MLFIX_JUDGE_NOISE_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

#define MLF_NOISE_PRIOR 2.0
#define MLF_NOISE_SOUND 200.0

/* T and t are fitted to at most MLF_NOISE_SAMPLE items, evenly spaced. Where items times
 * classes would be more than MLF_NOISE_NUMBERS there are fewer items, but at least a
 * quarter of that many. */
#define MLF_NOISE_SAMPLE ((size_t)20000)
#define MLF_NOISE_NUMBERS ((size_t)20000000)

struct mlf_noise {
    size_t classes;
    double temperature; /* t */
    double likelihood;  /* the mean of log p(g; x), which was maximised */
    double *chance;     /* C x C: T(g; y) at [g * C + y] */
    double *joint;      /* C x C: how many items labelled g are y, at [g * C + y] */
};

/* Fits T and t; `joint` is filled by mlf_noise_judge (noise-judge.h). label: n; items i
 * with skip[i] not 0 take no part (`skip` may be NULL). Fills a zeroed struct, freed by
 * mlf_noise_free also after a failure. Cost about 200 n' C
 * for the n' items of the sample; memory 4 n' C + 16 C^2 bytes. */
int mlf_noise_fit(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, int jobs, struct mlf_err *err);

void mlf_noise_free(struct mlf_noise *noise);

#endif
