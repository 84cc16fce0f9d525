#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

#define KEYS_LIMIT 100

/* Sets *value to new memory. */
static int put(struct serve_state *state, const struct mlf_field *key, const struct mlf_field *value, uint64_t now,
               struct mlf_err *err)
{
    char *text = mlf_strndup(value->value, value->length, err);
    size_t number;
    int added;
    if (!text || mlf_string_set_add_bytes(&state->keys, key->value, key->length, &number, &added, err) ||
        mlf_grow(&state->values, &state->value_capacity, number + 1, sizeof *state->values, err) ||
        mlf_grow(&state->times, &state->time_capacity, number + 1, sizeof *state->times, err)) {
        free(text);
        return -1;
    }
    if (added)
        state->values[number] = NULL;
    state->length += value->length - (state->values[number] ? strlen(state->values[number]) : 0);
    free(state->values[number]);
    state->values[number] = text;
    state->times[number] = now;
    return 0;
}

static int take_line(struct serve_state *state, const char *text, size_t length, uint64_t now, struct mlf_err *err)
{
    struct mlf_record record;
    if (mlf_record_parse(&record, text, length, err))
        return -1;
    const struct mlf_field *key = mlf_record_find(&record, "key"), *value = mlf_record_find(&record, "value");
    int result = -1;
    if (!key || !value || key->kind != MLF_JSON_STRING || value->kind != MLF_JSON_STRING || key->length > 200)
        mlf_fail(err, "'key' or 'value' is missing");
    else if (state->length + value->length > MLF_LIMIT_SERVED_STATE || state->keys.n >= KEYS_LIMIT)
        mlf_fail(err, "that is too much to keep");
    else
        result = put(state, key, value, now, err);
    mlf_record_free(&record);
    return result;
}

static int take_lines(struct serve_state *state, const char *text, size_t length, uint64_t now, struct mlf_err *err)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t line = end ? (size_t)(end - text) - at : length - at;
        if (line > 0 && take_line(state, text + at, line, now, err))
            return -1;
        at += line + 1;
    }
    return 0;
}

int serve_state_open(struct serve_state *state, const char *path, struct mlf_err *err)
{
    struct mlf_err none = {""};
    size_t length = 0;
    *state = (struct serve_state){.path = mlf_strdup(path, err)};
    if (!state->path)
        return -1;
    char *text = mlf_file_read(path, 2 * MLF_LIMIT_SERVED_STATE, &length, &none);
    if (text)
        take_lines(state, text, length, 0, &none);
    free(text);
    return 0;
}

int serve_state_add(struct serve_state *state, const char *text, size_t length, uint64_t now, int *bad,
                    struct mlf_err *err)
{
    struct mlf_buf file = {0};
    *bad = 1;
    if (take_lines(state, text, length, now, err))
        return -1;
    *bad = 0;
    for (size_t i = 0; i < state->keys.n; i++)
        mlf_buf_printf(&file, "{\"key\":%s,\"value\":%s}\n", state->keys.items[i], state->values[i]);
    int result = mlf_buf_check(&file, err);
    if (result == 0 && file.length > 0)
        result = mlf_file_write(state->path, file.data, file.length, err);
    mlf_buf_free(&file);
    return result;
}

void serve_state_put(const struct serve_state *state, uint64_t since, struct mlf_buf *buf)
{
    const char *before = "";
    for (size_t i = 0; i < state->keys.n; i++) {
        if (since > 0 && state->times[i] <= since)
            continue;
        mlf_buf_printf(buf, "%s%s:%s", before, state->keys.items[i], state->values[i]);
        before = ",";
    }
}

void serve_state_close(struct serve_state *state)
{
    for (size_t i = 0; i < state->keys.n; i++)
        free(state->values[i]);
    free(state->values);
    free(state->times);
    free(state->path);
    mlf_string_set_free(&state->keys);
    *state = (struct serve_state){0};
}
