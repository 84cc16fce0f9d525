/* Decisions as other pixels (private to the driver). */
#ifndef MLFIX_FORMATS_MASKS_EDIT_H
#define MLFIX_FORMATS_MASKS_EDIT_H

#include <stddef.h>

#include "masks-objects.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_edits;
struct mlf_err;

/* Appends the steps for the changes of the objects of one annotation file: an object gets another class by its pixels
 * in the picture of classes; where it is taken out they become background, where it is marked void, in both pictures.
 */
int masks_edit(struct masks_photo *photo, const struct mlf_change *changes, size_t n, struct mlf_edits *edits,
               struct mlf_err *err);

#endif
