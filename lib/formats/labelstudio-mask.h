/* Masks of Label Studio's regions (private to the driver): polygons and brushes. */
#ifndef MLFIX_FORMATS_LABELSTUDIO_MASK_H
#define MLFIX_FORMATS_LABELSTUDIO_MASK_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/mask.h"

struct mlf_err;
struct mlf_mask;

/* Fills the mask with the "points" (percent of the photo's width and height) or the "rle" of the value at `offset`, in
 * pixels: 1, or 0 where it has neither. A brush is packed as @thi.ng/rle-pack does it (github.com/thi-ng/umbrella;
 * label-studio-sdk, converter/brush.py, decode_rle): 32 bits, how many values; 5, the bits of one less 1; four times 4,
 * the bits of lengths less 1; then, again and again, a bit, whether the values are the same, 2, which of the four it
 * is, a length less 1, and one value or as many. The values are red, green, blue and alpha of the pixels, row by row;
 * where alpha is not 0 there is the mask. */
int studio_read_mask(struct mlf_mask *mask, const char *text, size_t length, size_t offset, double width, double height,
                     struct mlf_err *err);

#endif
