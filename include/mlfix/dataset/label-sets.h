/* Photos that have sets of labels: several labels without a box. */
#ifndef MLFIX_DATASET_LABEL_SETS_H
#define MLFIX_DATASET_LABEL_SETS_H

#include <stddef.h>

struct mlf_dataset;
struct mlf_err;
struct mlf_objects;
struct mlf_photo_group;

/* Finds out whether the photos have sets of labels: where the format has them, and at least one in fifty of the photos
 * with labels of their own has two by the same annotator, or is said to have none. Then all objects without a box
 * (but those of a photo that is listed twice) are marked, objects->label_sets is set, and each knows how many labels
 * its photo has. Objects that are records already are of a set where they say so. To be called once the objects are
 * read. */
int mlf_label_sets_find(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);

/* The object, by number, that has the crop of the photo's set: the first without an error; MLF_NO_PHOTO: there is none.
 */
size_t mlf_label_sets_first(const struct mlf_objects *objects, const struct mlf_photo_group *photo);

/* Gives the photo's other objects of the set that crop, or what was found wrong with the photo. To be called when the
 * photo has been cut. */
int mlf_label_sets_share_crop(struct mlf_objects *objects, const struct mlf_photo_group *photo, struct mlf_err *err);

#endif
