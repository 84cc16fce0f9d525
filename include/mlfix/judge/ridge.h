/* Ridge regression with whole groups left out, in closed form. */
#ifndef MLFIX_JUDGE_RIDGE_H
#define MLFIX_JUDGE_RIDGE_H

struct mlf_err;
struct mlf_labelled_vectors;

/* Ridge regression of Y on the centred columns of Z, without intercept. The
 * columns are weighted by their standard deviation to the power `unwhiten` (1
 * undoes half whitening; 0 takes them as they are), and lambda is
 * `strength` times the summed variance of the columns, so neither depends on
 * the scale of the vectors.
 *
 * Leave-group-out: with A = F'F + lambda I = LL', V = F L^-T and the fit Yh,
 *     P_G = Y_G - (I - V_G V_G')^-1 (Y_G - Yh_G)
 * (D. M. Allen, "The relationship between variable selection and data
 * augmentation and a method for prediction", 1974, for one item; the block
 * form is the same Woodbury identity). Cost 2 n d^2. p is n x C. */
struct mlf_ridge {
    double strength;
    double unwhiten;
};
int mlf_ridge_predict(const struct mlf_labelled_vectors *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err);

#endif
