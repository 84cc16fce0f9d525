/* Boxes of records and boxes of datasets: private to the review room. */
#ifndef MLFIX_REVIEW_FRAME_H
#define MLFIX_REVIEW_FRAME_H

#include "mlfix/targets.h"

struct mlf_err;

/* `shown` is a box in pixels of the photo as displayed; `given` becomes what the dataset would say,
 * `normalised`: in fractions of the photo. The photo's size follows from the target's two boxes.
 * `slack` becomes half a pixel in the same measure, for each number. -1 and a sentence where the record
 * does not tell enough. */
int mlf_frame_give(const struct mlf_target *target, int normalised, const double shown[4], double given[4],
                   double slack[2], struct mlf_err *err);

#endif
