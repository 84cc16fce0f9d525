/* Masks of objects in JSON formats (json-layout.h): their polygons. */
#ifndef MLFIX_ANNOTATION_JSON_MASK_H
#define MLFIX_ANNOTATION_JSON_MASK_H

#include "json-walk.h"
#include "mlfix/base/err.h"
#include "mlfix/record/mask.h"

struct json_item;
struct mlf_err;
struct mlf_mask;

/* Fills the mask with the object's rings, in pixels, or in fractions where its box is: 1, or 0 where it has none. size:
 * json_photo_size(). */
int json_mask_read(struct mlf_mask *mask, const struct json_item *item, const double size[2], struct mlf_err *err);

#endif
