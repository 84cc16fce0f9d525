/* What a file is that no driver reads, so that messages can name it and say what to do. */
#ifndef MLFIX_DATASET_RECOGNISE_H
#define MLFIX_DATASET_RECOGNISE_H

#include "mlfix/base/err.h"

struct mlf_dataset;
struct mlf_err;

/* What the file is by its first bytes or by what stands in it, and what makes it readable: "a zip archive: unpack it
 * ('unzip a.zip -d a')", "JSON, an object with 'version', 'data'". New memory. */
char *mlf_recognise(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);

/* Whether the file's first bytes are those of a container that may hold annotations (an archive, a table, a pickle),
 * whatever its name. */
int mlf_recognise_container(const struct mlf_dataset *dataset, const char *file);

#endif
