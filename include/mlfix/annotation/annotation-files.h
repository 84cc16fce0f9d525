/* What drivers do alike whose annotations are a list of files. */
#ifndef MLFIX_ANNOTATION_ANNOTATION_FILES_H
#define MLFIX_ANNOTATION_ANNOTATION_FILES_H

#include "mlfix/dataset/driver.h"

struct mlf_string_set;

/* Adds the annotation files, relative to the dataset's root. */
typedef int mlf_list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);

/* Hands the objects of one file to the sink. */
typedef int mlf_read_file(const struct mlf_dataset *dataset, const char *file, mlf_object_sink *sink, void *context,
                          struct mlf_err *err);

/* A driver's probe: certain (3) where there is a file, the first of which is *evidence; 0 where there is none. */
int mlf_probe_files(const struct mlf_dataset *dataset, mlf_list_files *list, char **evidence, struct mlf_err *err);

/* A driver's read: all files, in the order of the list. */
int mlf_read_files(const struct mlf_dataset *dataset, mlf_list_files *list, mlf_read_file *read, mlf_object_sink *sink,
                   void *context, struct mlf_err *err);

#endif
