/* Boxes that stand twice. */
#ifndef MLFIX_DOCTOR_DOCTOR_TWINS_H
#define MLFIX_DOCTOR_DOCTOR_TWINS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

/* Two boxes of one photo whose intersection over union is more than this are
 * one object annotated twice, where the labels are the same, ... */
#define MLF_DUPLICATE_IOU 0.95
/* ... or one object with two labels. */
#define MLF_CONFLICT_IOU 0.9

/* Rotated boxes are twins only where they are turned by as much, but for so many degrees. */
#define MLF_TWIN_DEGREES 5.0

/* Whether the object has a box in pixels that can be judged. */
int mlf_doctor_is_box(const struct mlf_finding *finding);

/* Notes bbox-duplicate and, thorough, bbox-conflict for the photo's objects, those of one annotator among themselves.
 */
int mlf_doctor_find_twins(struct mlf_objects *objects, const struct mlf_photo_group *photo, int thorough,
                          struct mlf_err *err);

#endif
