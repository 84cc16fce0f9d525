/* Boxes of records and boxes of datasets. */
#ifndef MLFIX_FLAGS_BOX_IN_DATASET_H
#define MLFIX_FLAGS_BOX_IN_DATASET_H

struct mlf_err;
struct mlf_target;

/* `shown` is a box in pixels of the photo as displayed; `given` becomes what the dataset would say,
 * `normalised`: in fractions of the photo. The photo's size follows from the target's two boxes.
 * `slack` becomes half a pixel in the same measure, for each number. -1 and a sentence where the record
 * does not tell enough. */
int mlf_box_in_dataset(const struct mlf_target *target, int normalised, const double shown[4], double given[4],
                       double slack[2], struct mlf_err *err);

#endif
