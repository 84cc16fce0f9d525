/* The probability of each label that it is wrong, by a fitted model of the noise
 * (noise.h, where the formula is). */
#ifndef MLFIX_JUDGE_NOISE_JUDGE_H
#define MLFIX_JUDGE_NOISE_JUDGE_H

#include <stddef.h>

struct mlf_err;
struct mlf_noise;
struct mlf_suspicion;

/* Fills wrong[i] (n): the probability, 0..1, that label i is wrong; NAN where item i takes
 * no part because skip[i] is not 0 (`skip` may be NULL). Where score[i] (n, finite) is
 * larger, wrong[i] is never smaller. noise->joint becomes the expected numbers of items;
 * those of each given label off its diagonal add up to the sum of `wrong` over it. */
int mlf_noise_judge(struct mlf_noise *noise, const struct mlf_suspicion *suspicion, const size_t *label,
                    const unsigned char *skip, const double *score, int jobs, double *wrong, struct mlf_err *err);

/* Settles noise->joint by other probabilities than those of mlf_noise_judge: the expected numbers of
 * each given label off its diagonal are scaled to the sum of `wrong` over it. wrong: n, NAN where an
 * item takes no part; label: n. */
int mlf_noise_settle(struct mlf_noise *noise, const size_t *label, const double *wrong, size_t n, struct mlf_err *err);

#endif
