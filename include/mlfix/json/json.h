/* A strict scanner for JSON text (RFC 8259) that tells where every value stands. So
 * a value can be replaced, or handed on byte by byte, without touching anything around
 * it, which a parser that builds trees cannot do. Values are decoded from their spans
 * by json-text.h or by jansson. */
#ifndef MLFIX_JSON_JSON_H
#define MLFIX_JSON_JSON_H

#include <stddef.h>

struct mlf_err;
struct mlf_span;

enum mlf_json_kind {
    MLF_JSON_NULL,
    MLF_JSON_FALSE,
    MLF_JSON_TRUE,
    MLF_JSON_NUMBER,
    MLF_JSON_STRING,
    MLF_JSON_ARRAY,
    MLF_JSON_OBJECT,
};

/* A place in a text, which is borrowed, not changed, and need not end in NUL. */
struct mlf_json {
    const char *text;
    size_t length;
    size_t at;
};

/* Skips blanks, checks one whole value and moves behind it. *value is its span
 * without surrounding blanks, *kind its kind. Strings must be valid UTF-8
 * without unescaped control bytes and unpaired surrogate escapes; containers
 * may nest MLF_LIMIT_DEPTH deep and no object may hold a key twice. */
int mlf_json_value(struct mlf_json *json, struct mlf_span *value, enum mlf_json_kind *kind, struct mlf_err *err);

/* The kind of the value that begins at the next non-blank byte, without moving
 * behind it; an error at the end of the text or at a byte that begins none. */
int mlf_json_peek(struct mlf_json *json, enum mlf_json_kind *kind, struct mlf_err *err);

/* Steps into the array or object that begins here ('[' or '{'). */
int mlf_json_enter(struct mlf_json *json, enum mlf_json_kind kind, struct mlf_err *err);

/* Inside a container, at its beginning (*first = 1) or behind a member: moves
 * to the next member's value and returns 1 (for an object, *key is the span of
 * the key with its quotes; NULL for an array); at the end moves behind the
 * closing bracket and returns 0; -1 on error. *first becomes 0. The caller then
 * reads, enters or skips (mlf_json_value) the value. Duplicate keys are not
 * noticed here. */
int mlf_json_next(struct mlf_json *json, enum mlf_json_kind kind, int *first, struct mlf_span *key,
                  struct mlf_err *err);

/* Whether nothing but blanks is left. */
int mlf_json_at_end(struct mlf_json *json);

/* Line and column (bytes), both from 1, of an offset: for messages. */
void mlf_json_position(const char *text, size_t length, size_t offset, size_t *line, size_t *column);

#endif
