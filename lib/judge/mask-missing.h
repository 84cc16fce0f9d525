/* What a segmentation network sees and nobody annotated (mlfix/judge/mask-errors.h). */
#ifndef MLFIX_JUDGE_MASK_MISSING_H
#define MLFIX_JUDGE_MASK_MISSING_H

struct mlf_err;
struct mlf_mask_result;
struct mlf_mask_view;

/* A region that touches an object of its class is a rim of it unless somewhere all pixels so many steps around are in
 * the region, too, as a part of the boundary's distance. */
#define MLF_MASKS_RIM 0.5

/* Appends what is missing, in the order of the first pixels. */
int mlf_mask_find_missing(struct mlf_mask_view *view, double sure, struct mlf_mask_result *result, struct mlf_err *err);

#endif
