/* Confident learning: which labels are wrong, and how many, by the
 * probabilities that a model gives to items it was not fitted on. After
 * C. G. Northcutt, L. Jiang, I. L. Chuang, "Confident learning: estimating
 * uncertainty in dataset labels", Journal of Artificial Intelligence Research
 * 70 (2021), sections 3.1 to 3.3. p(k; x) is the probability of class k for
 * item x, C the number of classes. */
#ifndef MLFIX_JUDGE_CONFIDENT_H
#define MLFIX_JUDGE_CONFIDENT_H

#include <stddef.h>

struct mlf_err;
struct mlf_model_outputs;
struct mlf_surprise;

/* Which items are taken to be wrong (section 3.2, whose names these are; "class" and
 * "noise rate" are ways of pruning there). J is the joint below. */
enum mlf_confident_pruning {
    /* Items counted off the diagonal of the confident joint. */
    MLF_PRUNE_CONFUSION,
    /* Of each class i the (sum over j != i of J_ij) items with the smallest p(i; x). */
    MLF_PRUNE_CLASS,
    /* Of each class i and each other class j the J_ij items with the largest
     * margin p(j; x) - p(i; x). */
    MLF_PRUNE_NOISE_RATE,
    /* Items that both of the last two select. */
    MLF_PRUNE_BOTH,
};

struct mlf_confident {
    size_t classes;
    double *size;      /* C: items of each label */
    double *threshold; /* C: the mean p(k; x) of the items labelled k; infinite without such items */
    /* C x C: how many items labelled i are thought to be j, at [i * C + j] (equations 1
     * to 3). Item x counts for the class j with the largest p(j; x) among those classes
     * whose threshold it reaches (to a millionth); for the first one where several are
     * equal, and for none where it reaches no threshold. Each row is then scaled to the
     * size of its class; it is 0 where nothing was counted. */
    double *joint;
    size_t *counted; /* n: the class each item was counted for, or C */
};

/* Fills a zeroed struct, freed by the caller also after a failure. Reads the
 * outputs once, in order. found: n, the surprise of each label, as
 * mlf_model_outputs_look or a model of ours gives it. Cost n C; memory 8 C^2 bytes, 4 C^2 a thread, and `counted`. */
int mlf_confident_make(struct mlf_confident *confident, const struct mlf_model_outputs *outputs,
                       const struct mlf_surprise *found, int jobs, struct mlf_err *err);

/* The noise as the joint tells it (section 3.1; y~ is the given label, y the
 * true one): C x C matrices by rows i = given, j = true, 0 where there is
 * nothing to divide by. */
struct mlf_noise_rates {
    double *given; /* p(y~ = i | y = j) = J_ij / sum over i of J_ij: the noise matrix; its columns add up to 1 */
    double *truth; /* p(y = j | y~ = i) = J_ij / sum over j of J_ij: the inverse; its rows add up to 1 */
    double *prior; /* C: p(y = j), over the items of classes for which anything was counted */
};

/* Fills a zeroed struct, freed by the caller also after a failure. */
int mlf_noise_rates_make(struct mlf_noise_rates *noise, const struct mlf_confident *confident, struct mlf_err *err);
void mlf_noise_rates_free(struct mlf_noise_rates *noise);

void mlf_confident_free(struct mlf_confident *confident);

#endif
