/* Where the photos of a COCO file are (private to the driver). */
#ifndef MLFIX_FORMATS_COCO_PHOTOS_H
#define MLFIX_FORMATS_COCO_PHOTOS_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct coco_file;
struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

/* The file's own name for a photo as a path: of a URL the last part. New memory. */
char *coco_photo_name(const char *file_name, struct mlf_err *err);

/* The folder below dataset->images that holds one of the first photos; new memory. */
int coco_prefix(const struct mlf_dataset *dataset, const struct coco_file *coco, const char *subset, char **prefix,
                struct mlf_err *err);

/* mlf_driver.photos: all pictures but those that hold the segments of panoptic annotations, which stand in a folder
 * named after their file ("panoptic_val2017/" beside "panoptic_val2017.json"). */
int coco_photos(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err);

#endif
