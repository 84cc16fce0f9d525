/* Sets of labels: whether each item has each class, by the other items. Each class is judged by itself.
 *
 * Both models (ridge.h, kernel.h) are fitted to Y with 1 where an item has a class and 0 where it has not, once for all
 * classes, and foretell each item with its whole group left out. Their words on item i and class k, two for each set
 * of vectors, f, become a probability by logistic regression on the given labels,
 *     p = 1 / (1 + exp(-(a_k w'f + b_k))),
 * where w, the same for all classes and not negative, is fitted to all items and classes together, and slope a_k and
 * intercept b_k to the class, drawn to 1 and the common intercept by normal distributions around them (deviations
 * MLF_PRESENCE_SLOPE and MLF_PRESENCE_INTERCEPT), so that a class of few items is judged as the others are. J. Platt,
 * "Probabilistic outputs for support vector machines", 1999, is the one-dimensional case.
 *
 * Some of the given labels are wrong and must have no say in what the words mean: a label counts as much as it is
 * probably right, (1 - e) p / ((1 - e) p + e) with p the probability of what was given and e = MLF_PRESENCE_NOISE,
 * which is the EM algorithm for labels of which a share of e says nothing (A. Dempster, N. Laird, D. Rubin, 1977).
 *
 * What was given of an item and class surprises by -log of its probability (score.h). A class is told, and a given
 * label or a missing one suspected, by the bounds of class-told.h; a missing label is suspected only in a class that is
 * told. */
#ifndef MLFIX_JUDGE_PRESENCE_H
#define MLFIX_JUDGE_PRESENCE_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;
struct mlf_suspicion_options;

#define MLF_PRESENCE_NOISE 0.01
#define MLF_PRESENCE_SLOPE 0.5
#define MLF_PRESENCE_INTERCEPT 2.0

struct mlf_presence {
    size_t n, classes;
    float *p;         /* n x C: the probability that the item has the class, 0..1 */
    double *told;     /* C: not 0 where the class is told from its absence */
    double *least;    /* C: a given label of a lower probability is suspected */
    size_t *count;    /* C: items that have the class */
    double agreement; /* of the given labels, the share that the probabilities confirm (beyond 1/2) */
};

/* Judges. `sets` (set_n of them, at least 1) are descriptions of the same n items: of each z, n, d, group, groups and
 * parts are read. has: n x C, 1 where the item was given the class. Cost: as that of mlf_suspicion_run. Fills a zeroed
 * result, freed by mlf_presence_free also after a failure. */
int mlf_presence_judge(struct mlf_presence *presence, const struct mlf_labelled_vectors *sets, size_t set_n,
                       const unsigned char *has, size_t classes, const struct mlf_suspicion_options *options, int jobs,
                       struct mlf_err *err);

/* The surprise in nats of what was given of an item and class: that it has it, or not. */
double mlf_presence_surprise(const struct mlf_presence *presence, size_t item, size_t class, int has);

/* Whether what was given is suspected. */
int mlf_presence_is_suspect(const struct mlf_presence *presence, size_t item, size_t class, int has);

void mlf_presence_free(struct mlf_presence *presence);

#endif
