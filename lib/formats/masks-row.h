/* Rows of class_dict.csv, the table of colours beside copies of CamVid and its like (private to the driver). */
#ifndef MLFIX_FORMATS_MASKS_ROW_H
#define MLFIX_FORMATS_MASKS_ROW_H

#include "mlfix/base/err.h"
#include "mlfix/base/span.h"

struct mlf_err;

/* Whether the line is a heading with the columns name, r, g and b, in any order and among others; then `columns` is
 * where they are. */
int masks_row_heading(const char *text, struct mlf_span line, int columns[4]);

/* Reads the class and its colour from these columns. */
int masks_row_read(const char *text, struct mlf_span line, const int columns[4], struct mlf_span *name,
                   unsigned char colour[3], struct mlf_err *err);

#endif
