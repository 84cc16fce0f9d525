/* Fields in a row, of one record or of many. */
#ifndef MLFIX_RECORD_FIELDS_H
#define MLFIX_RECORD_FIELDS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct mlf_field {
    const char *key;   /* decoded; NUL-terminated only where it is owned */
    const char *value; /* JSON text, not NUL-terminated */
    uint32_t length;   /* of the value */
    uint32_t key_length : 27;
    uint32_t kind : 4;  /* enum mlf_json_kind */
    uint32_t owned : 1; /* `key` is memory of the field's own, a value that was set stands behind it; else both stand in
                           the record's line as they were read */
};

enum {
    FIELDS_USUAL = 16, /* of a record read alone */
    FIELDS_SPARE = 2,  /* places behind each record's fields in a chunk */
    FIELDS_MORE = 6,   /* places when they do not suffice */
};

struct mlf_fields {
    struct mlf_field *items;
    size_t n, capacity;
};

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

#endif
