/* Paths of a YOLO dataset: of the labels of a photo, and of what its files name (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_PATHS_H
#define MLFIX_FORMATS_YOLO_PATHS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* "labels/a.txt" of "images/a.jpg", also where the file is not there: the last folder
 * called images becomes labels. New memory. */
char *yolo_label_path(const char *photo, struct mlf_err *err);

/* The path behind the slashes and "./" at its beginning. */
const char *yolo_skip_dots(const char *path);

/* The longest ending of `path` that is a file or folder of the dataset ("" for the root itself);
 * new memory, NULL without an error where none is. So a path of another machine, or one that
 * counts from elsewhere, still leads to the photos, and none leads out of the dataset. */
char *yolo_resolve(const struct mlf_dataset *dataset, const char *path, struct mlf_err *err);

#endif
