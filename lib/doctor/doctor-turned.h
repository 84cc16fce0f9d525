/* Rotated boxes. */
#ifndef MLFIX_DOCTOR_DOCTOR_TURNED_H
#define MLFIX_DOCTOR_DOCTOR_TURNED_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

struct mlf_err;
struct mlf_objects;

/* The direction of a box is that of its longer side, which is at least so many times as long as the shorter one; it
 * counts from 0 to 180 degrees. It is unusual where it lies further from the class's median direction than this many
 * deviations, one being 1.4826 times the median distance from it and at least so many degrees. Classes of less than
 * MLF_LEAST_CLASS such boxes are not judged, nor are those that lie all ways: no direction is further than 90 degrees.
 */
#define MLF_TURNED_LONG 1.25
#define MLF_TURNED_DEVIATIONS 5.0
#define MLF_TURNED_LEAST 2.0

/* Notes obb-angle, and obb-shape where four corners are not those of a rectangle (MLF_OBB_SLANT): how far, as the
 * part of the longer diagonal by which the diagonals differ or their middles are apart. Of corners in fractions, which
 * may be a polygon's, only where most in the dataset are a parallelogram's, and the middles only. */
int mlf_doctor_examine_turned(struct mlf_objects *objects, struct mlf_err *err);

#endif
