/* The scanner of JSON: it takes what jansson takes, and knows where every value stands; strings and numbers read again
 * as what was written of them. */

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

static void check_string(const char *text, struct mlf_span span)
{
    char *decoded = mlf_json_string(text, span, NULL), *again;
    struct mlf_buf written = {0};

    if (!decoded)
        return;
    HOLDS(mlf_json_string_is(text, span, decoded), "'%s'", decoded);
    mlf_json_put_string(&written, decoded);
    again = mlf_json_string(written.data, (struct mlf_span){0, written.length}, NULL);
    HOLDS(again && !strcmp(again, decoded), "'%s' is written as '%s'", decoded, written.data);
    mlf_buf_free(&written);
    free(decoded);
    free(again);
}

static void check_number(const char *text, struct mlf_span span)
{
    double number, again;
    struct mlf_buf written = {0};

    if (mlf_json_number(text, span, &number, NULL))
        return;
    mlf_json_put_number(&written, number);
    HOLDS(mlf_json_number(written.data, (struct mlf_span){0, written.length}, &again, NULL) == 0, "%s", written.data);
    HOLDS(fabs(number - again) <= 1e-8 * fabs(number) &&
              ((double)(float)number != number || (float)number == (float)again),
          "%.17g is written as %s", number, written.data);
    mlf_buf_free(&written);
}

/* Goes through a value that was found whole. */
static void walk(struct mlf_json json, struct mlf_span outer)
{
    enum mlf_json_kind kind;
    int first = 1, more;

    json.at = outer.offset;
    HOLDS(mlf_json_peek(&json, &kind, NULL) == 0, "at %zu", json.at);
    if (kind == MLF_JSON_STRING)
        check_string(json.text, outer);
    if (kind == MLF_JSON_NUMBER)
        check_number(json.text, outer);
    if (kind != MLF_JSON_ARRAY && kind != MLF_JSON_OBJECT)
        return;
    HOLDS(mlf_json_enter(&json, kind, NULL) == 0, "at %zu", json.at);
    for (;;) {
        struct mlf_span key, value;
        enum mlf_json_kind inner;

        more = mlf_json_next(&json, kind, &first, &key, NULL);
        HOLDS(more >= 0, "at %zu", json.at);
        if (!more)
            break;
        if (kind == MLF_JSON_OBJECT)
            check_string(json.text, key);
        HOLDS(mlf_json_value(&json, &value, &inner, NULL) == 0, "at %zu", json.at);
        HOLDS(value.offset + value.length <= outer.offset + outer.length, "at %zu", json.at);
        walk(json, value);
    }
    HOLDS(json.at == outer.offset + outer.length, "ends at %zu", json.at);
}

/* Whether jansson takes the text; what it cannot hold itself counts as `unsure`. */
static int jansson_takes(const char *text, size_t size, int unsure)
{
    json_error_t error;
    json_t *value = json_loadb(
        text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    int taken = value || (unsure && (json_error_code(&error) == json_error_numeric_overflow ||
                                     json_error_code(&error) == json_error_stack_overflow ||
                                     json_error_code(&error) == json_error_null_byte_in_key));

    json_decref(value);
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_json json = {(const char *)data, size, 0};
    struct mlf_span value = {0, 0};
    enum mlf_json_kind kind;
    struct mlf_err err = {""};
    int whole = mlf_json_value(&json, &value, &kind, &err) == 0 && mlf_json_at_end(&json);

    if (whole) {
        HOLDS(jansson_takes(json.text, size, 1), "'%.*s'", (int)size, json.text);
        walk(json, value);
    } else if (!strstr(err.text, "too deep") && !memchr(data, '\0', size)) { /* jansson passes over some NULs */
        HOLDS(!jansson_takes(json.text, size, 0) || strstr(err.text, "twice"), "%s: '%.*s'", err.text, (int)size,
              json.text);
    }
    return 0;
}
