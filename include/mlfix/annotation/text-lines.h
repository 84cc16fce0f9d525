/* Lists of names, a line each. */
#ifndef MLFIX_ANNOTATION_TEXT_LINES_H
#define MLFIX_ANNOTATION_TEXT_LINES_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* Adds the lines of the file without blanks around them, so that a name's number is that of its line; blank ones at the
 * end do not count. A name that comes twice is an error with file and line. */
int mlf_text_lines(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *lines,
                   struct mlf_err *err);

#endif
