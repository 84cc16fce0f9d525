/* From a model's predictions to how doubtful a label is.
 *
 * p_c = exp(P_c / T) / sum over k of exp(P_k / T) is the probability of class
 * c, P_c its prediction and T the temperature. The surprise of a label is
 * s = -log p(label), in nats: 0 where the prediction is certain of it, 2.303 at p = 0.1,
 * without upper bound. */
#ifndef MLFIX_JUDGE_SCORE_H
#define MLFIX_JUDGE_SCORE_H

#include <stddef.h>

struct mlf_err;

/* A label is suspected where its probability is below this. */
#define MLF_SUSPECT_PROBABILITY 0.1

/* When temperature and model are chosen by how little the given labels surprise, a
 * surprise counts at most this much. Wrong labels should surprise, and must not have a
 * say in that choice. */
#define MLF_SURPRISE_CAP 5.0

struct mlf_surprise {
    double nats;        /* s of the given label */
    size_t best;        /* the most probable class, the smallest where several are equal */
    double probability; /* its probability */
};

/* One item: C predictions, its given label. */
void mlf_score_item(const float *p, size_t classes, size_t label, double temperature, struct mlf_surprise *surprise);

/* Chooses the temperature, of eight between 0.02 and 0.3, for which the mean of
 * min(s, MLF_SURPRISE_CAP) over the n items is least (the smallest of several), and gives
 * that mean. p: n x C. No label needs to be known to be right. */
int mlf_score_temperature(const float *p, const size_t *label, size_t n, size_t classes, int jobs, double *temperature,
                          double *mean, struct mlf_err *err);

/* Whether the given label's probability is below MLF_SUSPECT_PROBABILITY. */
int mlf_score_is_suspect(const struct mlf_surprise *surprise);

/* s / (1 + s): 0..1, larger is more doubtful; 0.697 at the probability 0.1. It
 * keeps growing with s, while a probability written with 9 digits becomes 0. */
double mlf_score_from_surprise(double nats);

#endif
