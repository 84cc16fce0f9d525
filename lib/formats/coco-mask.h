/* The "segmentation" of COCO's annotations. */
#ifndef MLFIX_FORMATS_COCO_MASK_H
#define MLFIX_FORMATS_COCO_MASK_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/record/mask.h"

struct mlf_err;
struct mlf_mask;

/* Fills the mask from the annotation at `offset`: lists of x and y, or runs, compressed or not. 1, or 0 where it has no
 * segmentation. One that is none is `broken`. */
int coco_read_mask(struct mlf_mask *mask, const char *text, size_t length, size_t offset, struct mlf_err *err);

#endif
