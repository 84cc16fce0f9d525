/* Which photos are for training, validation and test. */
#ifndef MLFIX_DATASET_SPLITS_H
#define MLFIX_DATASET_SPLITS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/split-names.h"

struct mlf_dataset;
struct mlf_err;

struct mlf_splits {
    struct mlf_string_set photos;
    const char **of; /* by number in photos */
    size_t capacity;
};

/* Reads folder/train.txt, val.txt and test.txt, where they are: a photo a line, of which the first
 * word counts. The first list that names a photo has it. */
int mlf_splits_read(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *folder,
                    struct mlf_err *err);

/* "train", "val", "test", or NULL. */
const char *mlf_splits_of(const struct mlf_splits *splits, const char *photo);
void mlf_splits_free(struct mlf_splits *splits);

#endif
