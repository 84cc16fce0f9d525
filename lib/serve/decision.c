#include "decision.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/decisions.h"
#include "mlfix/flags/flag.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "review.h"

/* Longer labels and names of reviewers (bytes, as JSON) are refused. */
#define LONGEST 4096

size_t serve_decision_object(const struct serve_review *review, const struct mlf_record *record)
{
    struct mlf_err none = {""};
    char *digits = mlf_record_string(record, "object", &none);
    size_t object = (size_t)-1;
    if (digits && strlen(digits) == 16 && strspn(digits, "0123456789abcdefABCDEF") == 16)
        object = serve_review_find(review, strtoull(digits, NULL, 16));
    free(digits);
    return object;
}

static int is_text(const struct mlf_record *record, const char *key, const char *text)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    return field && field->length == strlen(text) + 2 && memcmp(field->value + 1, text, strlen(text)) == 0;
}

static int is_none(const struct mlf_record *record)
{
    return is_text(record, "verdict", MLF_DECISION_NONE);
}

/* Appends a field that holds a text of some length. */
static int put_text(const struct mlf_record *record, const char *key, struct mlf_buf *line, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field || field->kind != MLF_JSON_STRING || field->length <= 2)
        return mlf_fail(err, "'%s' is missing", key);
    if (field->length > LONGEST)
        return mlf_fail(err, "'%s' is too long", key);
    mlf_buf_printf(line, ",\"%s\":", key);
    mlf_buf_add(line, field->value, field->length);
    return 0;
}

static int put_box(const struct mlf_record *record, struct mlf_buf *line, struct mlf_err *err)
{
    double box[4];
    if (!mlf_record_numbers(record, "bbox", box, 4) || !(box[2] > 0 && box[3] > 0))
        return mlf_fail(err, "'bbox' is not four numbers: x, y, width, height");
    mlf_buf_puts(line, ",\"bbox\":[");
    for (int i = 0; i < 4; i++) {
        if (!isfinite(box[i]))
            return mlf_fail(err, "'bbox' is not four numbers: x, y, width, height");
        mlf_buf_puts(line, i ? "," : "");
        mlf_json_put_number(line, box[i]);
    }
    mlf_buf_putc(line, ']');
    return 0;
}

static int is_time(const char *text)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    if (strlen(text) != strlen(form))
        return 0;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return 0;
    return 1;
}

/* Appends when it was decided: by the page's clock, or else by ours. */
static void put_time(const struct mlf_record *record, struct mlf_buf *line)
{
    struct mlf_err none = {""};
    char now[MLF_CLOCK_TEXT], *at = mlf_record_string(record, "at", &none);
    mlf_clock_now(now);
    mlf_buf_printf(line, ",\"at\":\"%s\"", at && is_time(at) ? at : now);
    free(at);
}

static int put_verdict(const struct mlf_record *record, struct mlf_buf *line, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, "verdict");
    enum mlf_verdict verdict;
    if (is_none(record)) {
        mlf_buf_puts(line, ",\"verdict\":\"" MLF_DECISION_NONE "\"");
        return 0;
    }
    if (!field || field->kind != MLF_JSON_STRING || !mlf_verdict_read(field->value + 1, field->length - 2, &verdict))
        return mlf_fail(err, "'verdict' is none");
    mlf_buf_printf(line, ",\"verdict\":\"%s\"", mlf_verdict_names[verdict]);
    if (verdict == MLF_RELABELLED)
        return put_text(record, "label", line, err);
    return verdict == MLF_BOXED ? put_box(record, line, err) : 0;
}

int serve_decision_write(const struct serve_review *review, const struct mlf_record *record, struct mlf_buf *line,
                         size_t *object, struct mlf_err *err)
{
    const struct mlf_field *by = mlf_record_find(record, "by");
    *object = serve_decision_object(review, record);
    if (*object == (size_t)-1)
        return mlf_fail(err, "an object is decided that is not on these sheets: load the page anew");
    mlf_buf_putc(line, '{');
    serve_review_put_name(review, *object, line);
    if (put_verdict(record, line, err))
        return -1;
    if (by && by->kind == MLF_JSON_STRING && by->length > 2 && put_text(record, "by", line, err))
        return -1;
    put_time(record, line);
    mlf_buf_printf(line, ",\"object\":\"%016llx\"}\n", (unsigned long long)review->objects[*object].sum);
    return 0;
}
