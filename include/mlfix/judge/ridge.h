/* Ridge regression with whole groups left out, in closed form. */
#ifndef MLFIX_JUDGE_RIDGE_H
#define MLFIX_JUDGE_RIDGE_H

#include <stddef.h>

struct mlf_err;
struct mlf_labelled_vectors;
struct mlf_moments;

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
 * identity). Cost 2 n d^2 operations.
 *
 * All that the fit needs of the data are sums (moments.h), which may come from many parts; all that is needed to leave
 * a group out are its own vectors. */
struct mlf_ridge {
    double strength; /* above 0 */
    double unwhiten;
};

struct mlf_ridge_fit {
    size_t d, classes;
    float *mean, *weight; /* d: f = (z - mean) * weight */
    float *root;          /* L^-1, d x d, lower by rows */
    float *coefficient;   /* L^-1 F'Y, d x C */
};

/* Takes memory for a fit. Freed by mlf_ridge_fit_free, also after a failure. */
int mlf_ridge_room(struct mlf_ridge_fit *fit, size_t d, size_t classes, struct mlf_err *err);
void mlf_ridge_fit_free(struct mlf_ridge_fit *fit);

/* The sums of these vectors, freed by mlf_moments_free. */
int mlf_ridge_gather(struct mlf_moments *moments, const struct mlf_labelled_vectors *data, int jobs,
                     struct mlf_err *err);

/* Fits to sums of at least one item. Fills a zeroed fit. */
int mlf_ridge_learn(struct mlf_ridge_fit *fit, const struct mlf_moments *moments, const struct mlf_ridge *ridge,
                    int jobs, struct mlf_err *err);

/* Fills p (n x C) with P of items that are among those which were fitted to. */
int mlf_ridge_leave_out(const struct mlf_ridge_fit *fit, const struct mlf_labelled_vectors *data, int jobs, float *p,
                        struct mlf_err *err);

/* Fills p (n x C) with what the fit foretells of n rows that it was not made from. */
int mlf_ridge_ask(const struct mlf_ridge_fit *fit, const float *z, size_t n, int jobs, float *p, struct mlf_err *err);

/* Fits to these items and fills p (n x C) with P. */
int mlf_ridge_predict(const struct mlf_labelled_vectors *data, const struct mlf_ridge *ridge, int jobs, float *p,
                      struct mlf_err *err);

#endif
