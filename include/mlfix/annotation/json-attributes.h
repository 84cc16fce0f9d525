/* Attributes of objects in JSON: scalars that are members of the object itself, or of one of its members "attributes",
 * "flags", "properties", "region_attributes" or "tags"; these may also be arrays of objects with "name" and "value". */
#ifndef MLFIX_ANNOTATION_JSON_ATTRIBUTES_H
#define MLFIX_ANNOTATION_JSON_ATTRIBUTES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/edits.h"

struct mlf_attributes;
struct mlf_edits;
struct mlf_err;

/* Says all that the object at `offset` has. Attributes may be NULL. */
int json_attributes_say(struct mlf_attributes *attributes, const char *text, size_t length, size_t offset,
                        struct mlf_err *err);

/* Gives the attribute that is asked for another value, written as the old one is: true and false stay such, a number a
 * number. An object that has none gets it in the first of those members that it has. */
int json_attributes_edit(const struct mlf_attributes *attributes, const char *file, const char *text, size_t length,
                         size_t offset, const char *value, struct mlf_edits *edits, struct mlf_err *err);

#endif
