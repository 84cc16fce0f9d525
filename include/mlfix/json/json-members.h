/* The members of objects and arrays in a JSON text, with their places. */
#ifndef MLFIX_JSON_JSON_MEMBERS_H
#define MLFIX_JSON_JSON_MEMBERS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

struct mlf_err;

/* Values of an object in `text` by their keys. */
struct mlf_member {
    const char *key;
    struct mlf_span span;
    enum mlf_json_kind kind;
    int there;
};

/* Fills the wanted members (n of them) of the object that begins at `offset`.
 * Other members are skipped. *end (may be NULL) is the offset behind the object. */
int mlf_json_pick(const char *text, size_t length, size_t offset, struct mlf_member *members, size_t n, size_t *end,
                  struct mlf_err *err);

/* The number of a picked member: 1, or 0 where it is no number (or a text that is none). */
int mlf_member_number(const char *text, const struct mlf_member *member, double *number);

/* The text of a picked string or number (as it is written); new memory, NULL without an error for others. */
char *mlf_member_text(const char *text, const struct mlf_member *member, struct mlf_err *err);

/* Collects the spans of an array's members; `array` is its own span. New
 * memory. */
int mlf_json_members(const char *text, struct mlf_span array, struct mlf_span **members, size_t *n,
                     struct mlf_err *err);

/* Spans of the four numbers of a JSON array, and what they say: 1, or 0 where it is no such array. */
int mlf_json_four(const char *text, size_t length, const struct mlf_member *member, struct mlf_span spans[4],
                  double numbers[4]);

#endif
