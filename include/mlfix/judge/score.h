/* From predictions to doubt.
 *
 * p_c = exp(P_c / T) / sum over k of exp(P_k / T) is the probability of class
 * c, T the temperature. The surprise of a label is s = -log p(label), in nats:
 * 0 where the prediction is certain of it, 2.303 at p = 0.1, without bound. */
#ifndef MLFIX_JUDGE_SCORE_H
#define MLFIX_JUDGE_SCORE_H

#include <stddef.h>

struct mlf_err;

/* The given label's probability below which it is suspected. */
#define MLF_SUSPECT_PROBABILITY 0.1

/* A surprise counts at most this much when temperature and model are chosen, so
 * that the wrong labels, which should surprise, do not choose. */
#define MLF_SURPRISE_CAP 5.0

struct mlf_surprise {
    double nats;        /* s of the given label */
    size_t best;        /* the most probable class, the first of equals */
    double probability; /* its probability */
};

/* One item: C predictions, its given label. */
void mlf_score_item(const float *p, size_t classes, size_t label, double temperature, struct mlf_surprise *surprise);

/* The temperature among 0.02 .. 0.3 whose mean of min(s, MLF_SURPRISE_CAP) over
 * the n items is least (the smaller of equals), and that mean. Needs no truth. */
int mlf_score_temperature(const float *p, const size_t *label, size_t n, size_t classes, int jobs, double *temperature,
                          double *mean, struct mlf_err *err);

/* Whether the given label's probability is below MLF_SUSPECT_PROBABILITY. */
int mlf_score_is_suspect(const struct mlf_surprise *surprise);

/* s / (1 + s): 0..1, larger is more doubtful; 0.697 at the probability 0.1. It
 * grows with s however large s is, which a probability in 9 digits does not. */
double mlf_score_from_surprise(double nats);

#endif
