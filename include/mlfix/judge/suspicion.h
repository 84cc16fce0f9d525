/* How doubtful each label is, judged by the labels of all other items.
 *
 * Two models predict every item with its whole group left out (ridge.h, kernel.h, in the
 * terms of labelled-vectors.h). Their predictions are mixed,
 *     P = share * kernel + (1 - share) * ridge,   share in {0, .25, .5, .75, 1},
 * and pooled over the items of a group,
 *     P_i = (1 - pool) P_i + pool * mean of P over i's group,  pool in {0, .5, .75}:
 * this helps where a group is frames of one object, which all show the same, and not
 * where it is the objects of one photo. First `share` and then `pool` is chosen so that
 * the given labels surprise least (score.h), for which no label needs to be known to be
 * right; pooling must take away at least 2 % of the surprise. The choice is made on at
 * most MLF_CHOICE_SAMPLE items, evenly spaced. */
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

/* The options that were measured to be best over several datasets. */
void mlf_suspicion_defaults(struct mlf_suspicion_options *options);

/* What one item's predictions are made of: the prediction of each model for [0] its
 * label, [1] the class that is the most probable one after mixing and pooling. */
struct mlf_suspicion_terms {
    float kernel[2], ridge[2];
};

struct mlf_suspicion {
    size_t n, classes;
    float *p;                          /* n x C: the mixed and pooled predictions */
    struct mlf_surprise *found;        /* n */
    struct mlf_suspicion_terms *terms; /* n; NULL where the probabilities came from elsewhere */
    double kernel_share, pool;
    double word_share; /* weight of another model, see suspicion-fuse.h; 0 where there is none */
    double temperature;
    double surprise;  /* mean capped surprise of the given labels */
    double agreement; /* share of the items whose most probable class is their label */
    double ridge_agreement, kernel_agreement;
    int given; /* the probabilities were given by another model, so nothing was chosen here */

    /* Where several sets of vectors judged (suspicion-sets.h): the set_n judgements that were combined, of which only
     * what was chosen is kept, and what each said of every item: the probabilities of its label and of the class that
     * all together find most probable. Then there are no terms here, and the shares of kernel and pool are theirs. */
    struct mlf_suspicion *sets;
    size_t set_n;
    float *said;   /* n x set_n x 2 */
    double weight; /* of one of the combined judgements: its weight, 0..1; all add up to 1 */
};

/* What both models learnt of the items and foretell of each with its group left out. */
struct mlf_models {
    int keep; /* set before learning: the kernel model is kept, too */
    struct mlf_ridge_fit ridge;
    struct mlf_kernel_fit kernel;
    float *by_kernel, *by_ridge; /* n x C */
};
void mlf_models_free(struct mlf_models *models);

/* Fills a zeroed result, which mlf_suspicion_free frees also after a failure, and `models`, which mlf_models_free
 * does. */
int mlf_suspicion_learn(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *data,
                        const struct mlf_suspicion_options *options, struct mlf_models *models, int jobs,
                        struct mlf_err *err);

/* Makes a zeroed result of predictions (n x C) by what another one chose: the shares of kernel and pool, the
 * temperature. Of the vectors only groups and labels are read; a label that is not below `classes` is one that the
 * models do not know: then the surprise is that of the most probable class. */
int mlf_suspicion_settle(struct mlf_suspicion *suspicion, const struct mlf_suspicion *chosen,
                         const struct mlf_labelled_vectors *data, const float *by_kernel, const float *by_ridge,
                         struct mlf_err *err);

/* Learns without keeping the models. */
int mlf_suspicion_run(struct mlf_suspicion *suspicion, const struct mlf_labelled_vectors *data,
                      const struct mlf_suspicion_options *options, int jobs, struct mlf_err *err);

/* The probability of a class of an item, 0..1, its label left out; those of all classes add up to 1. */
double mlf_suspicion_probability(const struct mlf_suspicion *suspicion, size_t item, size_t class);

void mlf_suspicion_free(struct mlf_suspicion *suspicion);

/* An error where predictions for so many items and classes would not fit into the memory
 * of this machine. */
int mlf_suspicion_fits(size_t n, size_t classes, struct mlf_err *err);

#endif
