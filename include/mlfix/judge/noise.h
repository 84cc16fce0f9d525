/* How probable it is that a label is wrong, and how many wrong ones there are.
 * No label has to be known to be right.
 *
 * A model is unsure of an item because its label is wrong or because the item
 * is hard; a low probability alone tells neither. What tells them apart is the
 * shape: hard items lie between classes, wrong labels contradict the model
 * where it is sure. So the given label g of item x is taken to come from a true
 * one, y, that the model foretells, through a noise matrix T that is the same
 * for all items:
 *     p(g; x) = sum over y of q(y; x) T(g; y),   q(y; x) ~ exp(P(y; x) / t),
 * and T and t (which takes over what the noise itself had made the model unsure
 * of) are the most probable ones. T by expectation maximisation, as for an
 * annotator whose mistakes are unknown (A. P. Dawid, A. M. Skene, "Maximum
 * likelihood estimation of observer error-rates using the EM algorithm", 1979);
 * the model in place of further annotators as in J. Goldberger, E. Ben-Reuven,
 * "Training deep neural-networks using a noise adaptation layer", 2017, but
 * with the predictions fixed. A prior of MLF_NOISE_PRIOR items a pair of classes
 * holds T near one error rate for all, spread as the labels are; t is searched
 * around the temperature of the predictions. Of few items a model knows little,
 * and calls half of them wrong whatever they are: MLF_NOISE_SOUND right labels
 * are taken to have been seen before, which outweigh a set of a hundred and do
 * not matter to one of ten thousand.
 *
 * Then 1 - q(g; x) T(g; g) / p(g; x) is the probability that x is mislabelled.
 * Mistakes of people depend on the item, which T cannot know, but the score
 * does: these probabilities are averaged along the score (isotonic regression),
 * so that they rise with it; their sum stays.
 *
 * What is measured: scripts/eval/calibration. Mistakes that both the label and
 * the model make are not seen; on hard pictures whose labels are all right the
 * estimate is some 5 % of them too high, of 600 of them 11 %. */
#ifndef MLFIX_JUDGE_NOISE_H
#define MLFIX_JUDGE_NOISE_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

#define MLF_NOISE_PRIOR 2.0
#define MLF_NOISE_SOUND 200.0

/* T and t are fitted to at most this many items, evenly spaced; to fewer, but
 * never below a quarter, where there are so many classes that the products of
 * both exceed MLF_NOISE_NUMBERS. */
#define MLF_NOISE_SAMPLE ((size_t)20000)
#define MLF_NOISE_NUMBERS ((size_t)20000000)

struct mlf_noise {
    size_t classes;
    double temperature; /* t */
    double likelihood;  /* mean log p(g; x) */
    double *chance;     /* C x C: T(g; y) at [g * C + y] */
    double *joint;      /* C x C: how many items labelled g are y, at [g * C + y] */
};

/* Fits T and t; `joint` is filled by mlf_noise_judge. label: of the n items;
 * items i with skip[i] not 0 take no part (skip may be NULL). Fills a
 * zeroed struct, freed by the caller also after a failure. Cost about 200 n' C
 * for the n' items of the sample; memory 4 n' C + 16 C^2 bytes. */
int mlf_noise_fit(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, int jobs, struct mlf_err *err);

void mlf_noise_free(struct mlf_noise *noise);

#endif
