/* The member `flags` of a LabelMe file: labels of the whole photo, those of its members that are true. */
#ifndef MLFIX_FORMATS_LABELME_FLAGS_H
#define MLFIX_FORMATS_LABELME_FLAGS_H

#include <stddef.h>

#include "mlfix/dataset/driver.h"
#include "mlfix/json/json-text.h"

struct mlf_edits;
struct mlf_err;

/* Hands each label of the photo to the sink, as an object that is otherwise as `photo`; where all flags are false, one
 * object that stands for a photo without labels. */
int labelme_read_flags(const char *text, size_t length, struct mlf_span flags, const struct mlf_object *photo,
                       mlf_object_sink *sink, void *context, struct mlf_err *err);

/* Edits of such objects. */
int labelme_edit_flags(const char *file, const char *text, size_t length, struct mlf_span flags,
                       const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err);

/* Makes the flags that are the labels of changes true. */
int labelme_add_flags(const char *file, const char *text, size_t length, struct mlf_span flags,
                      const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err);

#endif
