/* The photos of a YOLO dataset and where their labels are (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_PHOTOS_H
#define MLFIX_FORMATS_YOLO_PHOTOS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

struct yolo_photos {
    struct mlf_string_set paths; /* relative to dataset->images */
    const char **splits;         /* of each; NULL: none, or several */
    size_t capacity;
    struct mlf_string_set folders; /* that were looked through, for labels without photos */
};

int yolo_photos_find(const struct mlf_dataset *dataset, struct yolo_photos *photos, struct mlf_err *err);
void yolo_photos_free(struct yolo_photos *photos);

#endif
