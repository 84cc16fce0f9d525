/* The names of the classes, in whichever file they stand (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_NAMES_H
#define MLFIX_FORMATS_YOLO_NAMES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct yolo_names;

/* The classes of the dataset (none where no file names them). */
int yolo_names_read(const struct mlf_dataset *dataset, struct yolo_names *names, struct mlf_err *err);

/* The number of the label, which is added to the file of the names where it is new. */
int yolo_names_number(const struct mlf_dataset *dataset, const char *label, size_t *number, struct mlf_edits *edits,
                      struct mlf_err *err);

/* The file of the names where it is none of Ultralytics' data.yaml: obj.names,
 * classes.txt; new memory, NULL without an error where there is none. */
char *yolo_names_file(const struct mlf_dataset *dataset, struct mlf_err *err);

/* Whether the file lists names of classes, a line a class, by its name. */
int yolo_is_names_file(const char *file);

int yolo_is_yaml(const char *file);

/* "key = value" of an obj.data: the value's span, length 0 where there is none. */
struct mlf_span yolo_data_value(const char *text, size_t length, const char *key);

#endif
