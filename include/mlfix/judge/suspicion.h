/* How doubtful each label is, in the light of all the others.
 *
 * Two models predict every item with its whole group left out (labelled-vectors.h).
 * Their predictions are mixed,
 *     P = share * kernel + (1 - share) * ridge,   share in {0, .25, .5, .75, 1},
 * and pooled over the items of a group,
 *     P_i = (1 - pool) P_i + pool * mean of P over i's group,  pool in {0, .5, .75}:
 * frames of one object agree on what it is, objects of one photo do not. First
 * the share, then the pool is the one that makes the given labels least
 * surprising (score.h), which needs no truth; pooling must take at least 2 % of
 * the surprise away. The sum is over at most MLF_CHOICE_SAMPLE items, evenly
 * spaced. */
#ifndef MLFIX_JUDGE_SUSPICION_H
#define MLFIX_JUDGE_SUSPICION_H

#include <stddef.h>

#include "mlfix/judge/kernel.h"
#include "mlfix/judge/ridge.h"

struct mlf_err;
struct mlf_labelled_vectors;
struct mlf_surprise;

#define MLF_CHOICE_SAMPLE ((size_t)20000)

struct mlf_suspicion_options {
    struct mlf_ridge ridge;
    struct mlf_kernel kernel;
};

/* What was measured to serve best over several datasets. */
void mlf_suspicion_defaults(struct mlf_suspicion_options *options);

/* What one item's predictions are made of: what each model says about [0] its
 * label, [1] the class that is the most probable one in the end. */
struct mlf_suspicion_terms {
    float kernel[2], ridge[2];
};

struct mlf_suspicion {
    size_t n, classes;
    float *p;                          /* n x C: the mixed and pooled predictions */
    struct mlf_surprise *found;        /* n */
    struct mlf_suspicion_terms *terms; /* n; NULL where the probabilities came from elsewhere */
    double kernel_share, pool;
    double word_share; /* what another model has of the mixture, see mlf_suspicion_fuse */
    double temperature;
    double surprise;  /* mean capped surprise of the given labels */
    double agreement; /* share of the items whose most probable class is their label */
    double ridge_agreement, kernel_agreement;
    int given; /* the probabilities came from elsewhere: nothing was chosen */
};

/* The options of `data` and both models; zero-initialised result, freed by
 * mlf_suspicion_free also after a failure. */
int mlf_suspicion_run(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *data,
                      const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err);

void mlf_suspicion_free(struct mlf_suspicion *suspicion);

/* Refuses so many items of so many classes that this machine cannot hold what
 * is predicted of them. */
int mlf_suspicion_fits(size_t n, size_t classes, struct mlf_err *err);

#endif
