/* Lists of fields, of one record or of many records one behind the other. */
#ifndef MLFIX_RECORD_FIELDS_H
#define MLFIX_RECORD_FIELDS_H

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
    uint32_t owned : 1; /* `key` is memory of the field's own, in which a value that was set stands behind the key;
                           otherwise both stand in the record's line as they were read */
};

/* How much room lists of fields get. */
enum {
    MLF_FIELDS_USUAL = 16, /* for a record that is read alone */
    MLF_FIELDS_SPARE = 2,  /* free places behind each record's fields in a chunk */
    MLF_FIELDS_MORE = 6,   /* free places for a record whose fields have to leave the chunk */
};

struct mlf_fields {
    struct mlf_field *items;
    size_t n, capacity;
};

/* Frees what the field owns. */
static inline void mlf_field_clear(struct mlf_field *field)
{
    if (field->owned)
        free((char *)field->key);
}

/* As mlf_field_is. Comparing the first byte before the rest is quicker, since most
 * names differ there. */
static inline int mlf_field_named(const struct mlf_field *field, const char *key, size_t length)
{
    return field->key_length == length &&
           (length == 0 || (*field->key == *key && memcmp(field->key, key, length) == 0));
}

#endif
