/* Boxes that stand twice. */
#ifndef MLFIX_DOCTOR_TWINS_H
#define MLFIX_DOCTOR_TWINS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

/* Whether the object has a box in pixels that can be judged. */
int mlf_doctor_is_box(const struct mlf_finding *finding);

/* Notes bbox-duplicate and, thorough, bbox-conflict for the photo's objects, those of one annotator among themselves.
 */
int mlf_doctor_find_twins(struct mlf_objects *objects, const struct mlf_photo_group *photo, int thorough,
                          struct mlf_err *err);

#endif
