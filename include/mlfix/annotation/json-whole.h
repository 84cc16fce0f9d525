/* A file that is one JSON object. */
#ifndef MLFIX_ANNOTATION_JSON_WHOLE_H
#define MLFIX_ANNOTATION_JSON_WHOLE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-members.h"

struct mlf_err;
struct mlf_mapping;

/* Checks that the text is one JSON object (behind a byte order mark, perhaps) and nothing else, and picks
 * the members. Errors begin with the file's path. */
int mlf_json_whole(const struct mlf_mapping *text, struct mlf_member *members, size_t n, struct mlf_err *err);

#endif
