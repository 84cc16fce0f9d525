/* Which photos are for training, validation and test. */
#ifndef MLFIX_DATASET_SPLITS_H
#define MLFIX_DATASET_SPLITS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* The split that a folder of this name holds: "train", "val" or "test" (also of "training", "valid" and the like),
 * else NULL. */
const char *mlf_split_of(const char *component);

/* The same of a name that holds such a word among others, as "seg_train" and "test1" do; *rest (64 bytes, may be NULL)
 * becomes the name without it. */
const char *mlf_split_within(const char *component, char *rest);

/* The split of the first folder of the path that has one, else NULL. */
const char *mlf_split_in(const char *path);

/* The same where it may also be one word of a folder's name, among others with '-' or '_' between: "MOT17-train". */
const char *mlf_split_among(const char *path);

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
