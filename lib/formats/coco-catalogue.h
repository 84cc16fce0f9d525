/* mlf_driver.catalogue of COCO (private to the driver). */
#ifndef MLFIX_FORMATS_COCO_CATALOGUE_H
#define MLFIX_FORMATS_COCO_CATALOGUE_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/catalogue.h"
#include "mlfix/dataset/driver.h"

struct mlf_catalogue;
struct mlf_dataset;
struct mlf_err;

int coco_catalogue(const struct mlf_dataset *dataset, struct mlf_catalogue *catalogue, struct mlf_err *err);

#endif
