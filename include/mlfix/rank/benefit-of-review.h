/* From records and corrected labels to what the corrections were good for. */
#ifndef MLFIX_RANK_BENEFIT_OF_REVIEW_H
#define MLFIX_RANK_BENEFIT_OF_REVIEW_H

struct mlf_benefit;
struct mlf_benefit_options;
struct mlf_err;
struct mlf_string_set;
struct mlf_vectors;

/* Which objects are held out together. */
struct mlf_rank_held_out {
    const char *fold_by; /* those with equal values of this field; NULL: of the photo */
    int duplicates;      /* and near-duplicates */
};

/* What the corrections are good for (benefit.h): `label`, for each record the corrected label, NULL where
 * it is as it was, and `gone`, for each record not 0 where its object is none any
 * more. Records without a label or a vector have no part in it. The classes are
 * appended to `classes`. The vectors are consumed. */
int mlf_rank_benefit(struct mlf_benefit *benefit, struct mlf_vectors *vectors, const char *const *label,
                     const unsigned char *gone, const struct mlf_rank_held_out *together,
                     const struct mlf_benefit_options *options, struct mlf_string_set *classes, struct mlf_err *err);

#endif
