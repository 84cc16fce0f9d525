/* Whether edits leave a dataset that is read as what it was. */
#ifndef MLFIX_DATASET_STAYS_H
#define MLFIX_DATASET_STAYS_H

#include <stddef.h>

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct mlf_hints;

/* Looks at the dataset as the edits would leave it; `path` and `hints` are those it was opened with, and `gone` is how
 * many of its objects go or are marked as not to be used: the others must be read again. By what the edits
 * take away a format may have been known, or the columns of a table: then other tools would read something else. -1 and
 * a sentence where they would without a word; it says what to tell mlfix, now and from then on, and who has told it
 * goes on. *warning (new memory, or NULL) is a sentence where they would stop and ask, or where what was told will be
 * needed. */
int mlf_dataset_stays(const struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints,
                      const struct mlf_edits *edits, size_t gone, char **warning, struct mlf_err *err);

#endif
