/* Boxes as records give them (pixels of the photo as displayed), turned into boxes as the
 * dataset gives them. */
#ifndef MLFIX_FLAGS_BOX_IN_DATASET_H
#define MLFIX_FLAGS_BOX_IN_DATASET_H

struct mlf_err;
struct mlf_target;

/* `shown` is a new box of the target, x, y, width, height in pixels of the displayed
 * photo. `given` becomes what the dataset would say: fractions of the photo where
 * `normalised` is set, else pixels. The photo's size follows from the two forms of the
 * target's own box. pixels[0] (across) and pixels[1] (down) become the number of pixels
 * in one unit of it: 1, or the photo's width and height. Returns 0; -1 where the target does not tell enough. */
int mlf_box_in_dataset(const struct mlf_target *target, int normalised, const double shown[4], double given[4],
                       double pixels[2], struct mlf_err *err);

#endif
