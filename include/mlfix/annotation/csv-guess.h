/* Columns of a CSV file that no known name tells, by what stands in them. */
#ifndef MLFIX_ANNOTATION_CSV_GUESS_H
#define MLFIX_ANNOTATION_CSV_GUESS_H

#include "mlfix/annotation/csv-columns.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_buf;
struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;
struct mlf_table;

/* csv_find_columns() with dataset->columns; where that finds too little, the first column whose fields are photos is
 * the image, and the only column that is left then is the label, unless it measures something. table->file is the
 * table's name in the dataset. */
int csv_know_columns(const struct mlf_dataset *dataset, struct mlf_table *table, struct csv_columns *columns,
                     struct mlf_err *err);

/* The split of a table, by its name or that of a folder of its path, or NULL; *rest (may be NULL) gets the path without
 * it. */
const char *csv_split_in(const char *table, struct mlf_buf *rest);
const char *csv_split_of(const char *table);

/* Adds the folders where the photos of a table may be: its own, the root, images/ and the like, and those called like
 * its split; relative to dataset->images. */
int csv_photo_folders(const char *table, struct mlf_string_set *folders, struct mlf_err *err);

#endif
