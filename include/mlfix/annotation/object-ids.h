/* Ids of objects, made unique. */
#ifndef MLFIX_ANNOTATION_OBJECT_IDS_H
#define MLFIX_ANNOTATION_OBJECT_IDS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

struct mlf_err;

/* Names that have come so far, to keep ids unique: the second "a" becomes "a~2". */
struct mlf_ids {
    struct mlf_string_set names;
    size_t *counts;
    size_t capacity;
};

/* New memory. */
char *mlf_ids_unique(struct mlf_ids *ids, const char *id, struct mlf_err *err);
void mlf_ids_free(struct mlf_ids *ids);

#endif
