/* The lists of classes of JSON formats (json-layout.h). */
#ifndef MLFIX_ANNOTATION_JSON_CLASSES_H
#define MLFIX_ANNOTATION_JSON_CLASSES_H

#include "json-walk.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"

struct mlf_edits;
struct mlf_err;

/* Names of classes by their numbers, in the order of a list. Zero-initialise. */
struct json_classes {
    struct mlf_string_set numbers; /* as texts */
    char **names;                  /* one for each */
    size_t capacity;
};

void json_classes_free(struct json_classes *classes);

/* Reads the list that the object's label is from: that of the file, or of the photo. */
int json_classes_read(struct json_classes *classes, const struct json_item *item, const struct json_names *names,
                      struct mlf_err *err);

/* The name, or NULL where the number has none. */
const char *json_classes_name(const struct json_classes *classes, const char *number);

/* What edits of a file add to its lists. Zero-initialise. */
struct json_fresh {
    struct json_classes all; /* of all lists of the file, and what was added */
    int read;
    struct mlf_string_set places; /* offsets of the photos' own lists with the names that were added to them */
};

void json_fresh_free(struct json_fresh *fresh);

/* The number of the label as new memory. A label that is new is added to the list; where there is none, that is an
 * error unless `optional`. */
char *json_fresh_number(struct json_fresh *fresh, const struct json_item *item, const char *label, int optional,
                        struct mlf_edits *edits, struct mlf_err *err);

#endif
