/* The polygons of LabelMe's shapes. */
#ifndef MLFIX_FORMATS_LABELME_MASK_H
#define MLFIX_FORMATS_LABELME_MASK_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/span.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/record/mask.h"

struct mlf_err;
struct mlf_mask;

/* Fills the mask from the polygons of the instance that begins with shape `index`; first[i] is the first shape of that
 * of shape i (labelme_groups), n: how many there are, 0: each is one by itself. 1, or 0 where none of its shapes is a
 * polygon. */
int labelme_mask(struct mlf_mask *mask, const struct mlf_mapping *text, const struct mlf_span *shapes,
                 const size_t *first, size_t n, size_t index, struct mlf_err *err);

#endif
