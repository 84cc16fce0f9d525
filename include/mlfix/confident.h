/* Confident learning: which labels are wrong, and how many, by the
 * probabilities that a model gives to items it was not fitted on. After
 * C. G. Northcutt, L. Jiang, I. L. Chuang, "Confident learning: estimating
 * uncertainty in dataset labels", Journal of Artificial Intelligence Research
 * 70 (2021), sections 3.1 to 3.3. p(k; x) is the probability of class k for
 * item x, C the number of classes. */
#ifndef MLFIX_CONFIDENT_H
#define MLFIX_CONFIDENT_H

#include <stddef.h>

#include "mlfix/suspicion.h"

struct mlf_err;

/* What is said to be wrong (section 3.2; the names are those of the paper,
 * where "class" and "noise rate" are prunings). J is the joint below. */
enum mlf_prune {
    /* Items counted off the diagonal of the confident joint. */
    MLF_PRUNE_CONFUSION,
    /* Of each class i the (sum over j != i of J_ij) items with the smallest p(i; x). */
    MLF_PRUNE_CLASS,
    /* Of each class i and each other class j the J_ij items with the largest
     * margin p(j; x) - p(i; x). */
    MLF_PRUNE_NOISE_RATE,
    /* Items that both of the last two name. */
    MLF_PRUNE_BOTH,
};

struct mlf_confident {
    size_t classes;
    double *threshold; /* C: the mean p(k; x) of the items labelled k; infinite without such items */
    /* C x C, items labelled i that are thought to be j (equations 1 to 3): x
     * counts for the j of largest p(j; x) among those that reach their
     * thresholds (to a millionth), for none where none does; each row is then
     * scaled to the size of its class, and is 0 where nothing was counted. */
    double *joint;
    size_t *counted; /* n: the class each item was counted for, or C */
};

/* Fills a zeroed struct, freed by the caller also after a failure. Cost n C. */
int mlf_confident_make(struct mlf_confident *confident, const struct mlf_suspicion *suspicion, const size_t *label,
                       struct mlf_err *err);

/* Sets wrong[0..n-1] to 1 for what is pruned, else 0. Numbers of J are rounded
 * to the nearest whole one, halves to the even one; equal items: the first.
 * Cost n C + n log n a class. */
int mlf_confident_prune(const struct mlf_confident *confident, const struct mlf_suspicion *suspicion,
                        const size_t *label, enum mlf_prune how, unsigned char *wrong, struct mlf_err *err);

void mlf_confident_free(struct mlf_confident *confident);

/* How doubtful one item's label is, from 0 to 1, larger is worse. */
enum mlf_measure {
    /* s / (1 + s), s = -log p(label; x): self-confidence, as score.h. */
    MLF_MEASURE_SELF_CONFIDENCE,
    /* (1 - m) / 2, m = p(label; x) - max over k != label of p(k; x): normalised margin. */
    MLF_MEASURE_MARGIN,
    /* The entropy of p(.; x) over log C: how undecided the model is, whatever
     * the label. */
    MLF_MEASURE_ENTROPY,
};

/* `row`: room for C doubles. */
double mlf_confident_score(const struct mlf_suspicion *suspicion, size_t item, size_t label, enum mlf_measure measure,
                           double *row);

#endif
