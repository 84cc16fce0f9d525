#include "mlfix/record/embedding.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int mlf_embedding_bears(float number, const char *what, struct mlf_err *err)
{
    if (!isfinite(number)) {
        mlf_fail(err, "%s holds a value that is not finite", what);
        return 0;
    }
    if (fabsf(number) <= (float)MLF_LIMIT_VECTOR_NUMBER)
        return 1;
    mlf_fail(err, "%s holds the number %g, more than %g (mlfix-limits(7)): scale the vectors down", what,
             (double)number, MLF_LIMIT_VECTOR_NUMBER);
    return 0;
}

/* The byte at `at` of the floats' little-endian form. */
static unsigned float_byte(const float *values, size_t at)
{
    uint32_t bits;
    memcpy(&bits, &values[at / 4], 4);
    return bits >> (at % 4 * 8) & 0xff;
}

void mlf_embedding_put(struct mlf_buf *buf, const float *values, size_t d)
{
    size_t bytes = d * 4;
    char chunk[4096];
    size_t n = 0;
    for (size_t i = 0; i < bytes; i += 3) {
        size_t have = bytes - i < 3 ? bytes - i : 3;
        unsigned group = float_byte(values, i) << 16;
        if (have > 1)
            group |= float_byte(values, i + 1) << 8;
        if (have > 2)
            group |= float_byte(values, i + 2);
        chunk[n] = alphabet[group >> 18];
        chunk[n + 1] = alphabet[group >> 12 & 63];
        chunk[n + 2] = have > 1 ? alphabet[group >> 6 & 63] : '=';
        chunk[n + 3] = have > 2 ? alphabet[group & 63] : '=';
        n += 4;
        if (n == sizeof chunk) {
            mlf_buf_add(buf, chunk, n);
            n = 0;
        }
    }
    mlf_buf_add(buf, chunk, n);
}

/* 0..63, or 64 for a character that is not in the alphabet. */
static unsigned digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

static float *decode_base64(const char *text, size_t length, size_t *d, struct mlf_err *err)
{
    size_t padding = length >= 2 && text[length - 1] == '=' ? 1 + (text[length - 2] == '=') : 0;
    size_t bytes = length / 4 * 3 - padding;
    if (length == 0 || length % 4 != 0 || bytes % 4 != 0) {
        mlf_fail(err, "the embedding is not base64 of 4-byte floats");
        return NULL;
    }
    unsigned char *raw = mlf_alloc(bytes + 3, 1, err);
    float *values = mlf_alloc(bytes / 4, sizeof *values, err);
    if (!raw || !values)
        goto fail;
    for (size_t i = 0, out = 0; i < length; i += 4, out += 3) {
        unsigned group = 0;
        for (size_t k = 0; k < 4; k++) {
            unsigned v = i + k >= length - padding ? 0 : digit(text[i + k]);
            if (v == 64) {
                mlf_fail(err, "the embedding is not base64");
                goto fail;
            }
            group = group << 6 | v;
        }
        raw[out] = (unsigned char)(group >> 16);
        raw[out + 1] = (unsigned char)(group >> 8);
        raw[out + 2] = (unsigned char)group;
    }
    for (size_t i = 0; i < bytes / 4; i++) {
        const unsigned char *b = raw + i * 4;
        uint32_t bits = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        memcpy(&values[i], &bits, 4);
        if (!mlf_embedding_bears(values[i], "the embedding", err))
            goto fail;
    }
    free(raw);
    *d = bytes / 4;
    return values;
fail:
    free(raw);
    free(values);
    return NULL;
}

static float *decode_array(const struct mlf_field *field, size_t *d, struct mlf_err *err)
{
    struct mlf_json json = {field->value, field->length, 0};
    float *values = NULL;
    size_t n = 0, capacity = 0;
    int first = 1, more;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return NULL;
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) == 1) {
        struct mlf_span span;
        enum mlf_json_kind kind;
        double number;
        if (mlf_json_value(&json, &span, &kind, err) || mlf_grow(&values, &capacity, n + 1, sizeof *values, err))
            goto fail;
        if (kind != MLF_JSON_NUMBER || mlf_json_number(field->value, span, &number, NULL) || !isfinite((float)number)) {
            mlf_fail(err, "the embedding holds something that is not a finite number");
            goto fail;
        }
        if (!mlf_embedding_bears((float)number, "the embedding", err))
            goto fail;
        values[n++] = (float)number;
    }
    if (more == 0 && n > 0) {
        *d = n;
        return values;
    }
    mlf_fail(err, "the embedding is empty");
fail:
    free(values);
    return NULL;
}

float *mlf_embedding_read(const struct mlf_record *record, size_t *d, struct mlf_err *err)
{
    *d = 0;
    const struct mlf_field *field = mlf_record_find(record, "embedding");
    if (!field || field->kind == MLF_JSON_NULL)
        return NULL;
    if (field->kind == MLF_JSON_ARRAY)
        return decode_array(field, d, err);
    if (field->kind != MLF_JSON_STRING) {
        mlf_fail(err, "the field 'embedding' is neither a string nor an array");
        return NULL;
    }
    if (!memchr(field->value, '\\', field->length))
        return decode_base64(field->value + 1, field->length - 2, d, err);
    char *text = mlf_json_string(field->value, (struct mlf_span){0, field->length}, err); /* "\/" is legal */
    float *values = text ? decode_base64(text, strlen(text), d, err) : NULL;
    free(text);
    return values;
}
