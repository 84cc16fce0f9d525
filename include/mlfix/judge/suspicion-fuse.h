/* Combining the probabilities found by suspicion.h with those of another model. */
#ifndef MLFIX_JUDGE_SUSPICION_FUSE_H
#define MLFIX_JUDGE_SUSPICION_FUSE_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

/* Replaces the probabilities in `suspicion` by
 *     softmax(((1 - w) log p + w log q) / T),
 * p being those found there and q the other model's, taken as at least a millionth: a
 * logarithmic opinion pool (C. Genest, J. V. Zidek, "Combining probability
 * distributions", 1986, section 3). w in {0, 1/8, .. 1} and T are chosen so that the
 * given labels become least surprising, as in suspicion.h. label: n. word: n x C, q by
 * rows; a row that begins with NAN is missing, and p stays for its item. What this
 * gains is measured by scripts/eval/fusion. */
int mlf_suspicion_fuse(struct mlf_suspicion *suspicion, const size_t *label, const float *word, int jobs,
                       struct mlf_err *err);

#endif
