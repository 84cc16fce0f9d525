#include "mlfix/flags/times.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/plain-text.h"

#define LONGEST ((size_t)1 << 30)
#define COMMENT "# mlfix times "

/* Sets *number to a member that counts something; 0 where it is absent. */
static int take_count(const json_t *minute, const char *key, double *number, struct mlf_err *err)
{
    const json_t *value = json_object_get(minute, key);
    *number = value ? json_number_value(value) : 0;
    if (value && !(json_is_number(value) && *number >= 0 && *number <= 1e9))
        return mlf_fail(err, "'%s' of a minute is no number from 0", key);
    return 0;
}

/* Whether it is a minute as the page names it: 2026-11-29T17:05Z. */
static int is_moment(const char *at)
{
    static const char form[] = "dddd-dd-ddTdd:ddZ";
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == 'd' ? !(at[i] >= '0' && at[i] <= '9') : at[i] != form[i])
            return 0;
    return 1;
}

static int add_minute(struct mlf_times *times, const char *by, const char *sheets, const json_t *minute,
                      struct mlf_err *err)
{
    struct mlf_times_minute one = {0};
    const char *at = json_string_value(json_object_get(minute, "at"));
    size_t number = 0;
    int added = 0;
    if (!at || !is_moment(at))
        return mlf_fail(err, "'at' of a minute is none such as 2026-11-29T17:05Z");
    if (take_count(minute, "seen", &one.seen, err) || take_count(minute, "decided", &one.decided, err) ||
        take_count(minute, "errors", &one.errors, err))
        return -1;
    char *name = mlf_strf(err, "%s\n%s\n%s", by, sheets, at);
    int failed = !name || mlf_string_set_add(&times->reviewers, by, &one.by, NULL, err) ||
                 mlf_grow(&times->minutes, &times->capacity, times->names.n + 1, sizeof one, err) ||
                 mlf_string_set_add(&times->names, name, &number, &added, err);
    free(name);
    if (failed)
        return -1;
    struct mlf_times_minute *to = &times->minutes[number];
    if (added)
        *to = one;
    to->seen = fmax(to->seen, one.seen);
    to->decided = fmax(to->decided, one.decided);
    to->errors = fmax(to->errors, one.errors);
    return 0;
}

/* Adds the minutes of one JSON object, which has them under `times` or `minutes`: 1, 0 where it has none, -1. */
static int take_object(struct mlf_times *times, const json_t *object, struct mlf_err *err)
{
    const json_t *list = json_object_get(object, "times"), *minute;
    const char *by = json_string_value(json_object_get(object, "by"));
    const char *sheets = json_string_value(json_object_get(object, "sheets"));
    size_t i;
    if (!list)
        list = json_object_get(object, "minutes");
    if (!list || json_object_get(object, "id"))
        return 0;
    if (!json_is_array(list))
        return mlf_fail(err, "the times are no array of minutes");
    json_array_foreach(list, i, minute)
    {
        if (add_minute(times, by ? by : "", sheets ? sheets : "", minute, err))
            return -1;
    }
    return 1;
}

/* What the server keeps for pages (page-state.jsonl): JSON as the text of a member. */
static int take_kept(struct mlf_times *times, const json_t *object, struct mlf_err *err)
{
    const json_t *key = json_object_get(object, "key"), *value = json_object_get(object, "value");
    int found = 0;
    if (!json_is_string(key) || !json_is_string(value))
        return 0;
    json_t *kept = json_loadb(json_string_value(value), json_string_length(value), 0, NULL);
    if (json_object_get(kept, "minutes"))
        found = take_object(times, kept, err);
    json_decref(kept);
    return found;
}

/* Reads one JSON text; results as take_object's. */
static int take_text(struct mlf_times *times, const char *text, size_t length, struct mlf_err *err)
{
    json_error_t why;
    json_t *object = json_loadb(text, length, 0, &why);
    int found = object ? take_object(times, object, err) : mlf_fail(err, "%s", why.text);
    if (found == 0)
        found = take_kept(times, object, err);
    json_decref(object);
    return found;
}

/* Whether the line is one of times: JSON that has them, or the comment of the text form, or what a server keeps. */
static int take_line(struct mlf_times *times, const char *line, size_t length, struct mlf_err *err)
{
    size_t comment = strlen(COMMENT);
    if (length > comment && memcmp(line, COMMENT, comment) == 0)
        return take_text(times, line + comment, length - comment, err);
    if (length < 9 || line[0] != '{' || (!memmem(line, length, "\"times\"", 7) && memcmp(line, "{\"key\":", 7) != 0))
        return 0;
    return take_text(times, line, length, err);
}

static int take_lines(struct mlf_times *times, const char *path, const char *text, size_t length, struct mlf_err *err)
{
    size_t number = 0, found = 0;
    for (const char *line = text, *end; line < text + length; line = end + 1) {
        const char *newline = memchr(line, '\n', (size_t)(text + length - line));
        end = newline ? newline : text + length;
        number++;
        int taken = take_line(times, line, (size_t)(end - line), err);
        if (taken < 0)
            return mlf_fail_at(err, "%s:%zu", path, number);
        found += taken > 0;
    }
    return found
               ? 0
               : mlf_fail(err, "'%s' says nothing of times: give flags as the review page exports them, or its timing",
                          path);
}

int mlf_times_read(struct mlf_times *times, const char *path, struct mlf_err *err)
{
    size_t length = 0;
    char *text = mlf_file_read(path, LONGEST, &length, err);
    if (!text)
        return -1;
    /* timing.json is one object over several lines */
    json_t *whole = json_loadb(text, length, 0, NULL);
    int result;
    if (whole && json_object_get(whole, "minutes"))
        result = take_object(times, whole, err) < 0 ? mlf_fail_at(err, "%s", path) : 0;
    else
        result = take_lines(times, path, text, length, err);
    json_decref(whole);
    free(text);
    return result;
}

/* Appends "12 minutes, 530 cells looked at (44.2 a minute), ...". */
static void put_sum(const char *who, size_t n, const struct mlf_times_minute *sum, struct mlf_buf *buf)
{
    double minutes = n ? (double)n : 1;
    mlf_plain_put(buf, who);
    mlf_buf_printf(buf,
                   ": %zu minute%s, %.0f cells looked at (%.1f a minute), %.0f decided (%.1f a minute), %.0f errors "
                   "found (%.2f a minute)\n",
                   n, n == 1 ? "" : "s", sum->seen, sum->seen / minutes, sum->decided, sum->decided / minutes,
                   sum->errors, sum->errors / minutes);
}

void mlf_times_print(const struct mlf_times *times, struct mlf_buf *buf)
{
    struct mlf_times_minute all = {0};
    for (size_t by = 0; by < times->reviewers.n; by++) {
        struct mlf_times_minute sum = {0};
        size_t n = 0;
        for (size_t i = 0; i < times->names.n; i++) {
            const struct mlf_times_minute *one = &times->minutes[i];
            if (one->by != by)
                continue;
            n++;
            sum.seen += one->seen;
            sum.decided += one->decided;
            sum.errors += one->errors;
        }
        all.seen += sum.seen;
        all.decided += sum.decided;
        all.errors += sum.errors;
        put_sum(times->reviewers.items[by][0] ? times->reviewers.items[by] : "nobody named", n, &sum, buf);
    }
    if (times->reviewers.n != 1)
        put_sum("all", times->names.n, &all, buf);
}

void mlf_times_free(struct mlf_times *times)
{
    mlf_string_set_free(&times->reviewers);
    mlf_string_set_free(&times->names);
    free(times->minutes);
    *times = (struct mlf_times){0};
}
