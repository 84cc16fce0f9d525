/* Which CSV files of a dataset are its tables. */
#ifndef MLFIX_FORMATS_CSV_TABLES_H
#define MLFIX_FORMATS_CSV_TABLES_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

int csv_is_table_name(const char *name);

/* Adds dataset->start, or else the tables in the root; where there are none, those in its folders, as far as it is one
 * or one for each split. truth.csv, which is what others call the file of right answers, and sample_submission.csv
 * count only where they are named. */
int csv_list_tables(const struct mlf_dataset *dataset, struct mlf_string_set *tables, struct mlf_err *err);

/* Whether the tables are one for each split: "train/_annotations.csv" and "valid/_annotations.csv", "labels_train.csv"
 * and "labels_test.csv". */
int csv_are_splits(const struct mlf_string_set *tables);

#endif
