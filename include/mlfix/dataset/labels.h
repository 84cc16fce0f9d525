/* The labels of a dataset whose format lists none. */
#ifndef MLFIX_DATASET_LABELS_H
#define MLFIX_DATASET_LABELS_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

/* Adds the labels of the objects in the order of the objects, which reads the whole dataset. */
int mlf_labels_by_reading(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err);

/* Whether no object has a class of this number that the list of names does not name, which a new name would then
 * become; an error that names the object where one has. Reads the whole dataset. */
int mlf_labels_number_is_free(const struct mlf_dataset *dataset, size_t number, const char *label, struct mlf_err *err);

#endif
