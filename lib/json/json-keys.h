/* Noticing a key that stands twice in an object: a stack of the keys seen so far in
 * all objects that enclose a place in a JSON text, one level for each object. Keys are
 * compared by the 64-bit checksum of their decoded text, so two different keys of one
 * object that someone made to collide are taken for the same. */
#ifndef MLFIX_JSON_JSON_KEYS_H
#define MLFIX_JSON_JSON_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/json/json-text.h"

struct mlf_err;

struct mlf_json_key {
    uint64_t sum;
    size_t offset; /* of the key in the text */
};

struct mlf_json_keys {
    struct mlf_json_key *items;
    size_t n, capacity;
};

/* Begins a level for another object. Returns what mlf_json_keys_close is given. */
size_t mlf_json_keys_open(const struct mlf_json_keys *keys);

/* Adds a key to the innermost level; the span includes its quotes. */
int mlf_json_keys_add(struct mlf_json_keys *keys, const char *text, struct mlf_span key, struct mlf_err *err);

/* Ends the level: 1 where all its keys differ; 0 where one stands twice,
 * *offset being the second one. */
int mlf_json_keys_close(struct mlf_json_keys *keys, size_t level, size_t *offset);

void mlf_json_keys_free(struct mlf_json_keys *keys);

#endif
