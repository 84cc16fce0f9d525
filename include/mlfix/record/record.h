/* Records: JSON Lines, one object of the dataset a line (mlfix-records(5)).
 *
 * A record keeps the text of every field exactly as it was read, numbers and
 * spacing inside values included, and its fields in order. Setting a field
 * replaces its text in place or appends it. */
#ifndef MLFIX_RECORD_RECORD_H
#define MLFIX_RECORD_RECORD_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "mlfix/json/json.h"

struct mlf_buf;
struct mlf_err;
struct mlf_field;
struct mlf_fields;
struct mlf_shared_text;

struct mlf_record {
    char *line; /* the text it was read from, not NUL-terminated; NULL for one made anew */
    struct mlf_field *fields;
    uint32_t n;
    uint32_t capacity : 31;
    uint32_t own_fields : 1;        /* with a chunk: the fields had to grow and are the record's own */
    struct mlf_shared_text *shared; /* the chunk that holds line and fields; NULL: they are the record's own */
    const char *file;               /* where it was read, for messages; borrowed from the reader */
    size_t number;                  /* its line there, from 1 */
};

/* Parses one line (without its newline), of which it takes a copy. An error where it is
 * longer than MLF_LIMIT_LINE, not one JSON object, has a key twice (at any depth) or bad
 * UTF-8, or where a field has another type than the contract (mlfix-records(5)) fixes. */
int mlf_record_parse(struct mlf_record *record, const char *text, size_t length, struct mlf_err *err);

/* Says that a line is longer than MLF_LIMIT_LINE; returns -1. */
int mlf_record_too_long(struct mlf_err *err);

void mlf_record_free(struct mlf_record *record);

/* Whether the field has this name. */
int mlf_field_is(const struct mlf_field *field, const char *key);

/* The field's place, or NULL. Valid until the record is changed. */
const struct mlf_field *mlf_record_find(const struct mlf_record *record, const char *key);

/* Has the processor fetch the record's fields and the beginning of its text into the
 * cache, for a caller that will read them soon. */
void mlf_record_soon(const struct mlf_record *record);

/* The string field decoded, in new memory that the caller frees; NULL without
 * an error where the field is absent or null. */
char *mlf_record_string(const struct mlf_record *record, const char *key, struct mlf_err *err);

/* 1 and the number, or 0 where the field is absent or no number. */
int mlf_record_number(const struct mlf_record *record, const char *key, double *number);

/* 1 and the first `count` numbers of an array field, or 0 where it does not begin with
 * so many numbers. */
int mlf_record_numbers(const struct mlf_record *record, const char *key, double *numbers, int count);

/* 1 and the four numbers of `bbox`, or 0 where the field is absent. */
int mlf_record_bbox(const struct mlf_record *record, double bbox[4]);

/* The field as a jansson value, a new reference; NULL without an error where
 * the field is absent. */
json_t *mlf_record_json(const struct mlf_record *record, const char *key, struct mlf_err *err);

/* Whether the record is about one label of a photo that may have several: `labels` is there, and no `bbox`. */
int mlf_record_of_set(const struct mlf_record *record);

/* Whether the `issues` array holds this one. */
int mlf_record_has_issue(const struct mlf_record *record, const char *issue);

/* Whether the contract (mlfix-records(5)) lets this field be of this kind; 1 for
 * fields that it does not speak of. */
int mlf_record_allows(const char *key, enum mlf_json_kind kind);

/* Appends the fields of one line to the list; they point into the line. After a failure
 * the list keeps what was appended until then. */
int mlf_fields_parse(struct mlf_fields *list, const char *text, size_t length, struct mlf_err *err);

/* Whether all members of an array field are of this kind; *n is how many they are. */
int mlf_field_holds_only(const struct mlf_field *field, enum mlf_json_kind kind, size_t *n);

#endif
