/* Finding a value inside a record by a dotted path: "label", "source.format",
 * "probs.stop", "bbox.2". */
#ifndef MLFIX_RECORD_LOOKUP_H
#define MLFIX_RECORD_LOOKUP_H

#include <stddef.h>

#include "mlfix/json/json.h"

struct mlf_err;
struct mlf_record;

/* A JSON value; its text is borrowed from the record. */
struct mlf_lookup_value {
    const char *text; /* not NUL-terminated */
    size_t length;
    enum mlf_json_kind kind;
};

/* 1 and the value, or 0 where there is none or it is null. Names may hold dots
 * themselves: a field or member with the whole name goes before one that is reached by
 * the parts between the dots. A number is a place in an array, counted from 0. The
 * value is valid until the record is changed. */
int mlf_lookup(const struct mlf_record *record, const char *path, struct mlf_lookup_value *value);

/* Whether the path leads anywhere, be it to a null. */
int mlf_lookup_there(const struct mlf_record *record, const char *path);

/* The characters of a string, or the JSON text of any other value, in new memory. NULL
 * and an error where memory is short or the string holds a NUL. */
char *mlf_lookup_value_text(const struct mlf_lookup_value *value, struct mlf_err *err);

/* 1 and the number of a JSON number, else 0. */
int mlf_lookup_value_number(const struct mlf_lookup_value *value, double *number);

/* 1 and the number where the whole text is one, as JSON writes it or with a
 * leading '+', '.' or zeros; else 0. */
int mlf_lookup_parse_number(const char *text, double *number);

/* The text of a record's value, as mlf_lookup_value_text; NULL without an error where
 * there is none. An error begins with the record's file:line and the path. */
char *mlf_lookup_text(const struct mlf_record *record, const char *path, struct mlf_err *err);

#endif
