#include "mlfix/edit/blame.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/object-identity.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record-write.h"

/* A line of the ledger, kept until it is known whether it is about the object. */
struct line {
    struct mlf_ledger_line decision; /* owned */
    char *text;
    int about; /* it is about the object */
};

struct blame {
    struct line *lines;
    size_t n, capacity;
};

static int keep_line(void *context, const struct mlf_ledger_line *decision, const struct mlf_record *record,
                     struct mlf_err *err)
{
    struct blame *blame = context;
    struct mlf_buf buf = {0};
    struct line *line;

    if (mlf_grow(&blame->lines, &blame->capacity, blame->n + 1, sizeof *blame->lines, err))
        return -1;
    line = &blame->lines[blame->n];
    *line = (struct line){0};
    mlf_record_print(record, &buf);
    line->text = mlf_buf_take(&buf, err);
    (void)decision; /* it belongs to the caller; the line gets its own */
    if (!line->text || mlf_ledger_line_parse(&line->decision, record, err)) {
        free(line->text);
        mlf_ledger_line_free(&line->decision);
        return -1;
    }
    blame->n++;
    return 0;
}

/* Marks the lines with this id. Returns how many they are. */
static size_t mark_id(struct blame *blame, const char *id)
{
    size_t n = 0;

    for (size_t i = 0; i < blame->n; i++) {
        blame->lines[i].about = blame->lines[i].decision.id && strcmp(blame->lines[i].decision.id, id) == 0;
        n += (size_t)blame->lines[i].about;
    }
    return n;
}

/* Follows the object back from what it is now: a line is about it where the decision led to this
 * label and box in this file; before that, the object was what the line says it was. */
static int mark_looks(struct blame *blame, const struct mlf_target *target, size_t *n, struct mlf_err *err)
{
    struct mlf_buf looks = {0}, led_to = {0};
    int result =
        mlf_object_describe(&looks, target->id, target->file, target->label, target->has_bbox, target->bbox, err);

    for (size_t i = blame->n; i > 0 && !result; i--) {
        struct line *line = &blame->lines[i - 1];
        const struct mlf_ledger_line *d = &line->decision;
        if (!d->id || !d->file)
            continue;
        result = mlf_object_describe(&led_to, d->id, d->file, mlf_ledger_line_label(d), d->has_box, d->given_now, err);
        if (result || strcmp(looks.data, led_to.data))
            continue;
        line->about = 1;
        ++*n;
        result =
            mlf_object_describe(&looks, d->id, d->file, mlf_ledger_line_label_before(d), d->has_box, d->given_was, err);
    }
    mlf_buf_free(&looks);
    mlf_buf_free(&led_to);
    return result;
}

/* Says a line: "2026-11-26T14:02:07Z  anna  relabel 'a' to 'b'  (0003-a.jpg C7, journal-0001.jsonl)". */
static int say_line(const struct mlf_ledger_line *d, void (*say)(const char *sentence), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result;

    mlf_buf_printf(&buf, "%.40s  %.100s  %.20s '%.100s'",
                   d->at        ? d->at
                   : d->written ? d->written
                                : "(no time)",
                   d->by ? d->by : "(no name)", d->action ? d->action : "(no action)",
                   d->label_was ? d->label_was : "(no label)");
    if (d->label)
        mlf_buf_printf(&buf, " to '%.100s'", d->label);
    if (d->sheet && d->cell)
        mlf_buf_printf(&buf, "  %.200s %.20s", d->sheet, d->cell);
    if (d->journal)
        mlf_buf_printf(&buf, "  %.60s", d->journal);
    result = mlf_buf_check(&buf, err);
    if (!result)
        say(buf.data);
    mlf_buf_free(&buf);
    return result;
}

int mlf_blame_object(const char *root, const struct mlf_targets *targets, const char *id, struct mlf_buf *lines,
                     size_t *n, void (*say)(const char *sentence), struct mlf_err *err)
{
    struct blame blame = {0};
    size_t known = mlf_string_set_find(&targets->ids, id);
    const struct mlf_target *target = known == MLF_NO_STRING ? NULL : &targets->items[targets->id_target[known]];
    int failed = mlf_ledger_line_walk(root, keep_line, &blame, err);

    *n = 0;
    if (!failed && target && (mlf_object_is_positional(target) || mlf_object_is_photo(target->id, target->file)))
        failed = mark_looks(&blame, target, n, err);
    else if (!failed)
        *n = mark_id(&blame, id);
    if (!failed && *n == 0 && !target)
        failed = mlf_fail(err, "neither the dataset nor its ledger has an object '%.200s'", id);
    for (size_t i = 0; i < blame.n && !failed; i++) {
        if (!blame.lines[i].about)
            continue;
        mlf_buf_puts(lines, blame.lines[i].text);
        failed = say_line(&blame.lines[i].decision, say, err);
    }
    for (size_t i = 0; i < blame.n; i++) {
        free(blame.lines[i].text);
        mlf_ledger_line_free(&blame.lines[i].decision);
    }
    free(blame.lines);
    return failed ? -1 : mlf_buf_check(lines, err);
}
