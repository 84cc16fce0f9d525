/* Values inside a record, by dotted paths: "label", "source.format",
 * "probs.stop", "bbox.2". */
#ifndef MLFIX_RECORD_LOOKUP_H
#define MLFIX_RECORD_LOOKUP_H

#include <stddef.h>

#include "mlfix/json/json.h"

struct mlf_err;
struct mlf_record;

/* A JSON value in a text that must outlive it. */
struct mlf_value {
    const char *text; /* not NUL-terminated */
    size_t length;
    enum mlf_json_kind kind;
};

/* 1 and the value, or 0 where there is none or it is null. A field or member
 * with the whole name wins over what its parts before the dots lead to; numbers
 * are places in arrays, from 0. Valid until the record is changed. */
int mlf_lookup(const struct mlf_record *record, const char *path, struct mlf_value *value);

/* Whether the path leads anywhere, be it to a null. */
int mlf_lookup_there(const struct mlf_record *record, const char *path);

/* A string's characters, any other value's JSON, in new memory. NULL and an
 * error where memory is short or the string holds a NUL. */
char *mlf_value_text(const struct mlf_value *value, struct mlf_err *err);

/* 1 and the number of a JSON number, else 0. */
int mlf_value_number(const struct mlf_value *value, double *number);

/* 1 and the number where the whole text is one, as JSON writes it or with a
 * leading '+', '.' or zeros; else 0. */
int mlf_text_number(const char *text, double *number);

/* The text of a record's value, as mlf_value_text; NULL without an error where
 * there is none. An error begins with the record's file:line and the path. */
char *mlf_lookup_text(const struct mlf_record *record, const char *path, struct mlf_err *err);

#endif
