/* Which COCO files a dataset has (private to the driver). */
#ifndef MLFIX_FORMATS_COCO_LIST_H
#define MLFIX_FORMATS_COCO_LIST_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

/* The annotation files: in the root, in annotations/, or else in the folders of the root. */
int coco_list(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);
int coco_probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err);
int coco_locate(struct mlf_dataset *dataset, struct mlf_err *err);

/* "val2017" of "annotations/instances_val2017.json": what the folder of the
 * photos is often called. New memory. */
char *coco_subset(const char *file, struct mlf_err *err);

/* The split that the file's name or folder says, or NULL. */
const char *coco_split(const char *file, const char *subset);

#endif
