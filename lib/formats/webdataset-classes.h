/* The file that names the classes of a WebDataset (private to the driver). */
#ifndef MLFIX_FORMATS_WEBDATASET_CLASSES_H
#define MLFIX_FORMATS_WEBDATASET_CLASSES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

struct wds_classes {
    char *file; /* relative to the root; NULL: there is none */
    char **names;
    size_t n, capacity;
};

/* classes.txt, classnames.txt, class_names.txt or labels.txt in the shard's folder or above it. */
int wds_classes_read(struct wds_classes *classes, const struct mlf_dataset *dataset, const char *shard,
                     struct mlf_err *err);
void wds_classes_free(struct wds_classes *classes);

/* The number of the label in new memory, as text; a label that the file does not have is added to it. An error where
 * no file names the classes and the label is no number. */
char *wds_classes_number(const struct wds_classes *classes, const struct mlf_dataset *dataset, const char *label,
                         struct mlf_edits *edits, struct mlf_err *err);

#endif
