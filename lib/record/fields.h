/* Fields in a row, of one record or of many (private to lib/record). */
#ifndef MLFIX_RECORD_FIELDS_H
#define MLFIX_RECORD_FIELDS_H

#include <stdlib.h>
#include <string.h>

#include "mlfix/record.h"

enum {
    FIELDS_USUAL = 16, /* of a record read alone */
    FIELDS_SPARE = 2,  /* places behind each record's fields in a chunk */
    FIELDS_MORE = 6,   /* places when they do not suffice */
};

struct mlf_fields {
    struct mlf_field *items;
    size_t n, capacity;
};

/* Appends the fields of one line, which stays where it is. What was appended
 * stays there on failure, too. */
int mlf_fields_parse(struct mlf_fields *list, const char *text, size_t length, struct mlf_err *err);

static inline void mlf_field_clear(struct mlf_field *field)
{
    if (field->owned)
        free((char *)field->key);
}

/* As mlf_field_is. The first byte tells most apart. */
static inline int mlf_field_named(const struct mlf_field *field, const char *key, size_t length)
{
    return field->key_length == length &&
           (length == 0 || (*field->key == *key && memcmp(field->key, key, length) == 0));
}

/* Whether an array field holds only members of one kind; counts them. */
int mlf_field_holds_only(const struct mlf_field *field, enum mlf_json_kind kind, size_t *n);

/* Puts file:line in front of what mlf_fields_parse said, or file:line:column
 * where the scanner said "1:column". Returns -1. */
int mlf_record_locate(const char *file, size_t number, struct mlf_err *err);

int mlf_line_is_blank(const char *text, size_t length);

#endif
