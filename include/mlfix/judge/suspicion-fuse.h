/* Two models' word in one. See suspicion.h. */
#ifndef MLFIX_JUDGE_SUSPICION_FUSE_H
#define MLFIX_JUDGE_SUSPICION_FUSE_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

/* Takes another model's word into what was run: probabilities are now
 * softmax(((1 - w) log p + w log q) / T), p those found, q the other's (at least
 * a millionth), a logarithmic opinion pool (C. Genest, J. V. Zidek, "Combining
 * probability distributions", 1986, section 3). w in {0, 1/8 .. 1} and T are
 * those that make the given labels least surprising, as above. `word`: n x C,
 * q by rows; a row that begins with NAN is none, and p stays. What it gains is
 * measured by scripts/eval/fusion. */
int mlf_suspicion_fuse(struct mlf_suspicion *suspicion, const size_t *label, const float *word, int jobs,
                       struct mlf_err *err);

#endif
