/* Boxes of objects in JSON formats (json-layout.h). */
#ifndef MLFIX_ANNOTATION_JSON_BOX_H
#define MLFIX_ANNOTATION_JSON_BOX_H

#include "json-walk.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_edits;
struct mlf_err;
struct mlf_object;

/* The photo's size as the file says; 0 where it does not. */
void json_photo_size(const struct json_item *item, double size[2]);

/* Sets what the object says of its box; `corners` (8 numbers) is memory for object->corners. `error` is set where it
 * says none that can be used. Boxes in fractions become pixels where the file says the photo's size. */
void json_box_read(const struct json_item *item, struct mlf_object *object, double corners[8]);

/* Adds the steps of MLF_REBOX. */
int json_box_edit(const struct json_item *item, const struct mlf_change *change, struct mlf_edits *edits,
                  struct mlf_err *err);

#endif
