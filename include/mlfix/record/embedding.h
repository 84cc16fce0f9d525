/* The field `embedding` of records: base64 (RFC 4648, section 4, with padding) of
 * little-endian IEEE 754 binary32 values, whatever the machine's byte order. */
#ifndef MLFIX_RECORD_EMBEDDING_H
#define MLFIX_RECORD_EMBEDDING_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_record;

/* Appends the d floats as base64, without quotes. */
void mlf_embedding_put(struct mlf_buf *buf, const float *values, size_t d);

/* The vector of the record's `embedding` (base64 string or array of numbers) in
 * new memory, *d its length. NULL and *d = 0 without an error where the field
 * is absent. Errors: bad base64, a length that is no multiple of 4 bytes, NaN
 * or infinity, an empty vector. */
float *mlf_embedding_read(const struct mlf_record *record, size_t *d, struct mlf_err *err);

/* Whether a number may stand in a vector: it is finite, and its square and sums of such are. Otherwise 0 and an error
 * that begins with `what`. */
int mlf_embedding_bears(float number, const char *what, struct mlf_err *err);

#endif
