/* The photo of a file of LabelMe's (private to the driver). */
#ifndef MLFIX_FORMATS_LABELME_PHOTO_H
#define MLFIX_FORMATS_LABELME_PHOTO_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* The photo of `file`, which names `image_path` (or NULL), relative to dataset->images; new memory, and a name also
 * where there is no such photo. */
char *labelme_photo(const struct mlf_dataset *dataset, const char *file, const char *image_path, struct mlf_err *err);

#endif
