/* Whether a dataset is YOLO, and by which file (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_FIND_H
#define MLFIX_FORMATS_YOLO_FIND_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* mlf_driver.probe and mlf_driver.locate. */
int yolo_probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err);
int yolo_locate(struct mlf_dataset *dataset, struct mlf_err *err);

#endif
