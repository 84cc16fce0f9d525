/* Ridge regression with whole groups left out, in closed form. */
#ifndef MLFIX_JUDGE_RIDGE_H
#define MLFIX_JUDGE_RIDGE_H

struct mlf_err;
struct mlf_labelled_vectors;

/* Ridge regression of Y (labelled-vectors.h) on F, the centred and weighted columns of
 * Z, without intercept. Columns are weighted by their standard deviation to the power
 * `unwhiten` (1 undoes half whitening, see mlfix/embed/projection.h; 0 leaves them as
 * they are). lambda is `strength` times the summed variance of the weighted columns, so
 * that the scale of the vectors does not matter.
 *
 * With A = F'F + lambda I = LL', V = F L^-T and the fit Yh = F A^-1 F'Y, the prediction
 * of group G with its labels left out is
 *     P_G = Y_G - (I - V_G V_G')^-1 (Y_G - Yh_G)
 * (D. M. Allen, "The relationship between variable selection and data augmentation and a
 * method for prediction", 1974, for one item; for a group it is the same Woodbury
 * identity). Cost 2 n d^2 operations. */
struct mlf_ridge {
    double strength; /* above 0 */
    double unwhiten;
};

/* Fills p (n x C) with P. */
int mlf_ridge_predict(const struct mlf_labelled_vectors *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err);

#endif
