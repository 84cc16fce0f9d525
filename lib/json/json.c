#include "mlfix/json/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "json-keys.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/utf8.h"

static void *had_or_noted(size_t size)
{
    void *memory = malloc(size);

    if (!memory)
        mlf_memory_note_short();
    return memory;
}

/* Jansson says no more than that a value could not be made; so that such a one is not taken for one that is
 * not there, its lack of memory is noted. */
__attribute__((constructor)) static void watch_memory(void)
{
    json_set_alloc_funcs(had_or_noted, free);
}

void mlf_json_position(const char *text, size_t length, size_t offset, size_t *line, size_t *column)
{
    if (offset > length)
        offset = length;
    *line = 1;
    size_t start = 0;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + offset - p))) != NULL; p++) {
        ++*line;
        start = (size_t)(p - text) + 1;
    }
    *column = offset - start + 1;
}

static int fail(const struct mlf_json *json, struct mlf_err *err, const char *what)
{
    size_t line, column;
    mlf_json_position(json->text, json->length, json->at, &line, &column);
    return mlf_fail(err, "%zu:%zu: %s", line, column, json->at >= json->length ? "the text ends early" : what);
}

static void skip_blanks(struct mlf_json *json)
{
    while (json->at < json->length) {
        char c = json->text[json->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return;
        json->at++;
    }
}

int mlf_json_at_end(struct mlf_json *json)
{
    skip_blanks(json);
    return json->at >= json->length;
}

/* The byte here, or NUL at the end; a NUL inside the text is no valid JSON either. */
static char here(const struct mlf_json *json)
{
    return json->at < json->length ? json->text[json->at] : '\0';
}

/* ---- Scalars ---- */

/* How many bytes from s on stand for themselves in a string: all but '"', '\\',
 * control bytes and bytes beyond ASCII. Looks at eight bytes at a time. */
static size_t plain_run(const unsigned char *s, size_t n)
{
    size_t i = 0;
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    for (; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, s + i, 8);
        uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
        /* (x - ones) & ~x has the top bit of every byte of x that is 0. */
        uint64_t found = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word) | word;
        if (found & tops)
            break;
    }
    while (i < n && s[i] >= 0x20 && s[i] < 0x80 && s[i] != '"' && s[i] != '\\')
        i++;
    return i;
}

/* Four hex digits at text[at]; -1 where there are none. */
static int hex4(const struct mlf_json *json, size_t at)
{
    int value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < json->length ? json->text[i] : '\0';
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Passes over the rest of an escape; the backslash is behind us. */
static int skip_escape(struct mlf_json *json, struct mlf_err *err)
{
    char c = here(json);
    if (c != 'u') {
        if (c == '\0' || !strchr("\"\\/bfnrt", c))
            return fail(json, err, "wrong escape in a string");
        json->at++;
        return 0;
    }
    int unit = hex4(json, json->at + 1);
    if (unit < 0)
        return fail(json, err, "wrong \\u escape in a string");
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return fail(json, err, "unpaired surrogate in a string");
    json->at += 5;
    if (unit < 0xd800 || unit > 0xdbff)
        return 0;
    int low = here(json) == '\\' && json->at + 1 < json->length && json->text[json->at + 1] == 'u'
                  ? hex4(json, json->at + 2)
                  : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return fail(json, err, "unpaired surrogate in a string");
    json->at += 6;
    return 0;
}

static int skip_string(struct mlf_json *json, struct mlf_err *err)
{
    if (here(json) != '"')
        return fail(json, err, "a string is expected here");
    json->at++;
    for (;;) {
        json->at += plain_run((const unsigned char *)json->text + json->at, json->length - json->at);
        if (json->at >= json->length)
            return fail(json, err, "");
        unsigned char c = (unsigned char)json->text[json->at];
        if (c == '"') {
            json->at++;
            return 0;
        }
        if (c == '\\') {
            json->at++;
            if (skip_escape(json, err))
                return -1;
        } else if (c < 0x20) {
            return fail(json, err, "control byte in a string");
        } else {
            size_t n = mlf_utf8_length(json->text + json->at, json->length - json->at);
            if (n == 0)
                return fail(json, err, "a string is not UTF-8");
            json->at += n;
        }
    }
}

static size_t skip_digits(struct mlf_json *json)
{
    size_t start = json->at;
    while (here(json) >= '0' && here(json) <= '9')
        json->at++;
    return json->at - start;
}

static int skip_number(struct mlf_json *json, struct mlf_err *err)
{
    if (here(json) == '-')
        json->at++;
    int zero = here(json) == '0';
    size_t digits = skip_digits(json);
    if (digits == 0 || (zero && digits > 1))
        return fail(json, err, "wrong number");
    if (here(json) == '.') {
        json->at++;
        if (skip_digits(json) == 0)
            return fail(json, err, "wrong number");
    }
    if (here(json) == 'e' || here(json) == 'E') {
        json->at++;
        if (here(json) == '+' || here(json) == '-')
            json->at++;
        if (skip_digits(json) == 0)
            return fail(json, err, "wrong number");
    }
    return 0;
}

static int skip_word(struct mlf_json *json, const char *word, struct mlf_err *err)
{
    size_t n = strlen(word);
    if (json->length - json->at < n || memcmp(json->text + json->at, word, n) != 0)
        return fail(json, err, "no JSON value begins like this");
    json->at += n;
    return 0;
}

/* ---- Values ---- */

int mlf_json_peek(struct mlf_json *json, enum mlf_json_kind *kind, struct mlf_err *err)
{
    skip_blanks(json);
    char c = here(json);
    switch (c) {
    case '{':
        *kind = MLF_JSON_OBJECT;
        return 0;
    case '[':
        *kind = MLF_JSON_ARRAY;
        return 0;
    case '"':
        *kind = MLF_JSON_STRING;
        return 0;
    case 't':
        *kind = MLF_JSON_TRUE;
        return 0;
    case 'f':
        *kind = MLF_JSON_FALSE;
        return 0;
    case 'n':
        *kind = MLF_JSON_NULL;
        return 0;
    default:
        if (c != '-' && (c < '0' || c > '9'))
            return fail(json, err, "no JSON value begins like this");
        *kind = MLF_JSON_NUMBER;
        return 0;
    }
}

int mlf_json_enter(struct mlf_json *json, enum mlf_json_kind kind, struct mlf_err *err)
{
    skip_blanks(json);
    if (here(json) != (kind == MLF_JSON_OBJECT ? '{' : '['))
        return fail(json, err, kind == MLF_JSON_OBJECT ? "an object is expected here" : "an array is expected here");
    json->at++;
    return 0;
}

int mlf_json_next(struct mlf_json *json, enum mlf_json_kind kind, int *first, struct mlf_span *key, struct mlf_err *err)
{
    char close = kind == MLF_JSON_OBJECT ? '}' : ']';
    skip_blanks(json);
    if (here(json) == close) {
        json->at++;
        return 0;
    }
    if (!*first) {
        if (here(json) != ',')
            return fail(json, err,
                        kind == MLF_JSON_OBJECT ? "',' or '}' is expected here" : "',' or ']' is expected here");
        json->at++;
        skip_blanks(json);
        if (here(json) == close)
            return fail(json, err, "a comma too many");
    }
    *first = 0;
    if (kind == MLF_JSON_ARRAY)
        return 1;
    size_t start = json->at;
    if (skip_string(json, err))
        return -1;
    if (key)
        *key = (struct mlf_span){start, json->at - start};
    skip_blanks(json);
    if (here(json) != ':')
        return fail(json, err, "':' is expected here");
    json->at++;
    return 1;
}

static int skip_scalar(struct mlf_json *json, enum mlf_json_kind kind, struct mlf_err *err)
{
    switch (kind) {
    case MLF_JSON_STRING:
        return skip_string(json, err);
    case MLF_JSON_NUMBER:
        return skip_number(json, err);
    case MLF_JSON_TRUE:
        return skip_word(json, "true", err);
    case MLF_JSON_FALSE:
        return skip_word(json, "false", err);
    default:
        return skip_word(json, "null", err);
    }
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A quick way over the numbers at the beginning of an array, since polygons make up
 * most of many annotation files. Passes over a number as long as it is plain (such as
 * -12.5) and another one follows it; afterwards the next value is the number where this
 * stopped, or the first one. */
static void pass_plain_numbers(struct mlf_json *json)
{
    const char *at = json->text + json->at, *end = json->text + json->length;
    for (;;) {
        const char *p = at + (at < end && *at == '-');
        if (p + 1 >= end || !is_digit(*p) || (*p == '0' && is_digit(p[1])))
            break;
        while (p < end && is_digit(*p))
            p++;
        if (p + 1 < end && *p == '.' && is_digit(p[1]))
            for (p++; p < end && is_digit(*p);)
                p++;
        if (p >= end || *p != ',')
            break;
        for (p++; p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t');)
            p++;
        if (p >= end || (*p != '-' && !is_digit(*p)))
            break;
        at = p;
    }
    json->at = (size_t)(at - json->text);
}

static int skip_container(struct mlf_json *json, enum mlf_json_kind kind, struct mlf_json_keys *keys, int depth,
                          struct mlf_err *err)
{
    if (depth >= MLF_LIMIT_DEPTH)
        return fail(
            json, err,
            "more than " MLF_LIMIT_TEXT(MLF_LIMIT_DEPTH) " lists and objects stand in each other: leave out some");
    if (mlf_json_enter(json, kind, err))
        return -1;
    if (kind == MLF_JSON_ARRAY) {
        skip_blanks(json);
        pass_plain_numbers(json);
    }
    size_t level = mlf_json_keys_open(keys), twice;
    int first = 1, more;
    struct mlf_span key;
    while ((more = mlf_json_next(json, kind, &first, &key, err)) == 1) {
        enum mlf_json_kind inner;
        if (kind == MLF_JSON_OBJECT && mlf_json_keys_add(keys, json->text, key, err))
            return -1;
        if (mlf_json_peek(json, &inner, err))
            return -1;
        int result = inner == MLF_JSON_ARRAY || inner == MLF_JSON_OBJECT
                         ? skip_container(json, inner, keys, depth + 1, err)
                         : skip_scalar(json, inner, err);
        if (result)
            return -1;
    }
    if (more == 0 && !mlf_json_keys_close(keys, level, &twice)) {
        json->at = twice;
        return fail(json, err, "a key stands twice in one object");
    }
    return more;
}

int mlf_json_value(struct mlf_json *json, struct mlf_span *value, enum mlf_json_kind *kind, struct mlf_err *err)
{
    if (mlf_json_peek(json, kind, err))
        return -1;
    size_t start = json->at;
    int result;
    if (*kind == MLF_JSON_ARRAY || *kind == MLF_JSON_OBJECT) {
        struct mlf_json_keys keys = {0};
        result = skip_container(json, *kind, &keys, 0, err);
        mlf_json_keys_free(&keys);
    } else {
        result = skip_scalar(json, *kind, err);
    }
    *value = (struct mlf_span){start, json->at - start};
    return result;
}
