/* How probable it is of each label by itself that it is wrong, by a fitted model of the
 * noise (noise.h). */
#ifndef MLFIX_JUDGE_NOISE_JUDGE_H
#define MLFIX_JUDGE_NOISE_JUDGE_H

#include <stddef.h>

struct mlf_err;
struct mlf_noise;
struct mlf_suspicion;

/* wrong[i]: the probability, 0..1, that label i is wrong, NAN where it takes no
 * part; it does not fall where score[i] (n, finite) rises. `joint` gets the
 * expected numbers, each class's off its diagonal as many as the sum of `wrong`
 * over it. */
int mlf_noise_judge(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                    const unsigned char *skip, const double *score, int jobs, double *wrong, struct mlf_err *err);

#endif
