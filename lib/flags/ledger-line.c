#include "mlfix/flags/ledger-line.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/object-identity.h"
#include "mlfix/flags/review-folder.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

int mlf_ledger_line_is_head(const struct mlf_record *record)
{
    return mlf_record_find(record, "ledger") && !mlf_record_find(record, "id");
}

int mlf_ledger_line_four(const json_t *array, double numbers[4])
{
    for (size_t i = 0; i < 4; i++) {
        const json_t *number = json_array_get(array, i);
        if (json_array_size(array) != 4 || !json_is_number(number))
            return 0;
        numbers[i] = json_number_value(number);
    }
    return 1;
}

static void take_boxes(struct mlf_ledger_line *d, const struct mlf_record *record, const json_t *source)
{
    d->has_box = mlf_record_bbox(record, d->now);
    if (!mlf_record_numbers(record, "bbox_was", d->was, 4))
        memcpy(d->was, d->now, sizeof d->was);
    if (!mlf_ledger_line_four(json_object_get(source, "bbox"), d->given_was))
        memcpy(d->given_was, d->was, sizeof d->given_was);
    if (!mlf_ledger_line_four(json_object_get(source, "bbox_now"), d->given_now))
        memcpy(d->given_now, mlf_record_find(record, "bbox_was") ? d->now : d->given_was, sizeof d->given_now);
    if (d->undone) { /* it leads from what the object had become back to what it had been */
        double other[4];
        memcpy(other, d->was, sizeof other);
        memcpy(d->was, d->now, sizeof other);
        memcpy(d->now, other, sizeof other);
        memcpy(other, d->given_was, sizeof other);
        memcpy(d->given_was, d->given_now, sizeof other);
        memcpy(d->given_now, other, sizeof other);
    }
}

int mlf_ledger_line_parse(struct mlf_ledger_line *decision, const struct mlf_record *record, struct mlf_err *err)
{
    struct {
        const char *key;
        char **text;
    } const fields[] = {
        {"id", &decision->id},           {"verdict", &decision->verdict},
        {"label", &decision->label},     {"label_was", &decision->label_was},
        {"action", &decision->action},   {"file", &decision->file},
        {"by", &decision->by},           {"at", &decision->at},
        {"written", &decision->written}, {"journal", &decision->journal},
        {"sheet", &decision->sheet},     {"cell", &decision->cell},
    };
    struct mlf_err inner = {""};

    *decision = (struct mlf_ledger_line){0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !inner.text[0]; i++)
        *fields[i].text = mlf_record_string(record, fields[i].key, &inner);
    json_t *source = inner.text[0] ? NULL : mlf_record_json(record, "source", &inner);
    decision->undone = decision->action && strcmp(decision->action, "undone") == 0;
    if (!inner.text[0])
        take_boxes(decision, record, source);
    json_decref(source);
    return inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
}

void mlf_ledger_line_free(struct mlf_ledger_line *decision)
{
    free(decision->id);
    free(decision->verdict);
    free(decision->label);
    free(decision->label_was);
    free(decision->action);
    free(decision->file);
    free(decision->by);
    free(decision->at);
    free(decision->written);
    free(decision->journal);
    free(decision->sheet);
    free(decision->cell);
    *decision = (struct mlf_ledger_line){0};
}

const char *mlf_ledger_line_label_before(const struct mlf_ledger_line *d)
{
    return d->undone && d->label ? d->label : d->label_was;
}

const char *mlf_ledger_line_label(const struct mlf_ledger_line *d)
{
    return d->label && !d->undone ? d->label : d->label_was;
}

int mlf_ledger_line_walk(const char *root,
                         int (*take)(void *context, const struct mlf_ledger_line *decision,
                                     const struct mlf_record *record, struct mlf_err *err),
                         void *context, struct mlf_err *err)
{
    char *path = mlf_path_join(root, MLF_LEDGER, err);
    struct mlf_reader reader;
    struct mlf_record record = {0};
    int got = path ? 0 : -1;

    if (!path || access(path, F_OK) || (got = mlf_reader_open(&reader, path, err)) < 0) {
        free(path);
        return got;
    }
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        struct mlf_ledger_line decision = {0};
        int failed = 0;
        if (!mlf_ledger_line_is_head(&record))
            failed = mlf_ledger_line_parse(&decision, &record, err) || take(context, &decision, &record, err);
        mlf_ledger_line_free(&decision);
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    mlf_reader_close(&reader);
    free(path);
    return got;
}

/* ---- The object that a line is about ---- */

static const double *box_of(const struct mlf_target *target)
{
    return target->shown ? target->shown : target->has_bbox ? target->bbox : NULL;
}

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int fits(const struct mlf_target *target, const char *label, int has_box, const double box[4])
{
    const double *own = box_of(target);
    return same_text(target->label, label) && !own == !has_box && (!own || mlf_same_box(own, box));
}

/* Whether edits of other objects, or of itself, can change the target's id. */
static int shifts(const struct mlf_target *target)
{
    return mlf_object_is_positional(target) || mlf_object_is_photo(target->id, target->file);
}

static int make_looks(struct mlf_target_looks *looks, const struct mlf_targets *targets, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int failed = 0;

    for (size_t i = 0; i < targets->n && !failed; i++) {
        const struct mlf_target *target = &targets->items[i];
        const double *box = box_of(target);
        static const double none[4];
        size_t number;
        int added;
        if (!target->id || !target->file || target->honeypot)
            continue;
        failed = mlf_object_describe(&buf, target->id, target->file, target->label, box != NULL, box ? box : none, err);
        failed = failed || mlf_string_set_add(&looks->texts, buf.data, &number, &added, err) ||
                 mlf_grow(&looks->target, &looks->capacity, number + 1, sizeof *looks->target, err);
        if (!failed && added)
            looks->target[number] = i;
    }
    mlf_buf_free(&buf);
    looks->made = !failed;
    return failed ? -1 : 0;
}

static int find_look(const struct mlf_ledger_line *d, const struct mlf_target_looks *looks, const char *label,
                     const double box[4], size_t *target, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = mlf_object_describe(&buf, d->id, d->file, label, d->has_box, box, err);
    size_t number = result ? MLF_NO_STRING : mlf_string_set_find(&looks->texts, buf.data);

    if (number != MLF_NO_STRING)
        *target = looks->target[number];
    mlf_buf_free(&buf);
    return result;
}

int mlf_ledger_line_find(const struct mlf_ledger_line *d, const struct mlf_targets *targets,
                         struct mlf_target_looks *looks, size_t *target, struct mlf_err *err)
{
    size_t known = d->id ? mlf_string_set_find(&targets->ids, d->id) : MLF_NO_STRING;

    *target = MLF_NO_STRING;
    if (known != MLF_NO_STRING) {
        const struct mlf_target *own = &targets->items[targets->id_target[known]];
        if (fits(own, mlf_ledger_line_label(d), d->has_box, d->now) ||
            fits(own, mlf_ledger_line_label_before(d), d->has_box, d->was))
            *target = targets->id_target[known];
        if (*target != MLF_NO_STRING || !shifts(own))
            return 0;
    }
    if (!d->id || !d->file)
        return 0;
    if (!looks->made && make_looks(looks, targets, err))
        return -1;
    if (find_look(d, looks, mlf_ledger_line_label(d), d->now, target, err) ||
        (*target == MLF_NO_STRING && find_look(d, looks, mlf_ledger_line_label_before(d), d->was, target, err)))
        return -1;
    /* An object whose id never changes is not one that had another id. */
    if (*target != MLF_NO_STRING && !shifts(&targets->items[*target]))
        *target = MLF_NO_STRING;
    return 0;
}

void mlf_target_looks_free(struct mlf_target_looks *looks)
{
    mlf_string_set_free(&looks->texts);
    free(looks->target);
    *looks = (struct mlf_target_looks){0};
}
