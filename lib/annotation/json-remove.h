/* Members of JSON arrays and objects that are taken out, and whole lines. */
#ifndef MLFIX_ANNOTATION_JSON_REMOVE_H
#define MLFIX_ANNOTATION_JSON_REMOVE_H

#include <stddef.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/mapping.h"

struct mlf_edits;
struct mlf_err;

/* Zero-initialise; free `items`. */
struct json_removals {
    struct json_place *items;
    size_t n, capacity;
};

int json_remove(struct json_removals *removals, const struct json_place *place, struct mlf_err *err);

/* Adds the steps: a member goes with its comma and the blanks behind it; where the last ones go, with the comma in
 * front; what is no member goes with its line. Naming a place twice is as good as once. */
int json_removals_edit(struct json_removals *removals, const char *file, const struct mlf_mapping *text,
                       struct mlf_edits *edits, struct mlf_err *err);

#endif
