#include "flag-json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flag-line.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record.h"
#include "target-search.h"

/* Reads a string field; *text becomes NULL where it is absent. */
static int take(const struct mlf_record *record, const char *key, char **text, struct mlf_err *err)
{
    struct mlf_err inner = {""};

    *text = mlf_record_string(record, key, &inner);
    return !*text && inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
}

/* Reads the box that the object is to have. */
static int take_box(const struct mlf_record *record, struct mlf_flag_line *line, struct mlf_err *err)
{
    line->has_bbox = mlf_record_bbox(record, line->bbox);
    if (!line->has_bbox)
        return line->verdict == MLF_BOXED ? mlf_fail(err, "'bbox' is missing: which box") : 0;
    for (int i = 0; i < 4; i++) {
        if (!isfinite(line->bbox[i]))
            return mlf_fail(err, "'bbox' is not four numbers");
    }
    /* A relabelled object may keep a box without area. */
    if (line->verdict == MLF_BOXED && !(line->bbox[2] > 0 && line->bbox[3] > 0))
        return mlf_fail(err, "the new box has no area: 'bbox' is x, y, width, height");
    return 0;
}

static int take_verdict(const struct mlf_record *record, struct mlf_flag_line *line, struct mlf_err *err)
{
    char *word;
    int result = -1;

    if (take(record, "verdict", &word, err))
        return -1;
    if (!word)
        return mlf_fail(err, "'verdict' is missing");
    if (mlf_verdict_read(word, strlen(word), &line->verdict)) {
        result = 0;
    } else if (!strcmp(word, "add") || !strcmp(word, "drop")) {
        line->sign = *word == 'a' ? '+' : '-';
        line->verdict = *word == 'a' ? MLF_RELABELLED : MLF_REMOVED;
        result = 0;
    }
    if (result)
        mlf_fail(err, "the verdict '%s' is none of wrong, remove, relabel, ok, unsure, box, add, drop", word);
    free(word);
    if (!result && (line->verdict == MLF_BOXED || line->verdict == MLF_RELABELLED))
        result = take_box(record, line, err);
    if (result || (line->verdict != MLF_RELABELLED && !line->sign))
        return result;
    if (take(record, "label", &line->label, err))
        return -1;
    return line->label && *line->label ? 0
                                       : mlf_fail(err, "'label' is missing: %s what",
                                                  line->sign == '-'   ? "drop"
                                                  : line->sign == '+' ? "add"
                                                                      : "relabel to");
}

static int name_cell(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name, const char *cell,
                     struct mlf_err *err)
{
    unsigned row, column;
    int several;
    const struct mlf_target_sheet *sheet = mlf_target_search_sheet(targets, name, &several);
    size_t read = mlf_target_cell_parse(cell, &row, &column), n = 0;
    const struct mlf_target_cell *found;

    if (!sheet)
        return mlf_fail(err, several ? "several sheets have the number '%s'" : "there is no sheet '%s'", name);
    found = read && !cell[read] ? mlf_target_search_cell(sheet, row, column, &n) : NULL;
    if (!found)
        return mlf_fail(err, "sheet '%s' has no cell '%s'", sheet->name, cell);
    return mlf_flag_line_add_cell(line, found, n, err);
}

/* The objects of a track, in the frames [first, last] of `frames`, else in all. */
static int name_track(const struct mlf_record *record, struct mlf_flag_line *line, const struct mlf_targets *targets,
                      const char *track, struct mlf_err *err)
{
    struct mlf_err inner = {""};
    json_t *frames = mlf_record_json(record, "frames", &inner);
    int is_span = json_array_size(frames) == 2 && json_is_number(json_array_get(frames, 0)) &&
                  json_is_number(json_array_get(frames, 1));
    int result = -1;

    if (frames && !is_span)
        mlf_fail(err, "'frames' is not the first and the last frame of a span");
    else if (inner.text[0])
        mlf_fail(err, "%s", inner.text);
    else
        result = mlf_flag_line_add_track(line, targets, track,
                                         is_span ? json_number_value(json_array_get(frames, 0)) : -HUGE_VAL,
                                         is_span ? json_number_value(json_array_get(frames, 1)) : HUGE_VAL, err);
    json_decref(frames);
    return result;
}

/* The object beside which "ID+LABEL" was found, as records and plans call a label that a photo is to get. */
static size_t find_photo_of(struct mlf_flag_line *line, const struct mlf_targets *targets, char *id)
{
    size_t length = strlen(id), label = strlen(line->label);
    size_t known;

    if (line->verdict != MLF_RELABELLED || length < label + 2 || id[length - label - 1] != '+' ||
        strcmp(id + length - label, line->label) != 0)
        return MLF_NO_STRING;
    id[length - label - 1] = '\0';
    known = mlf_string_set_find(&targets->ids, id);
    id[length - label - 1] = '+';
    if (known != MLF_NO_STRING)
        line->sign = '+';
    return known;
}

/* Adds the object: by `id`, else by `sheet` and `cell`, else by `crop`, else all of a `track`. */
static int take_object(const struct mlf_record *record, struct mlf_flag_line *line, const struct mlf_targets *targets,
                       struct mlf_err *err)
{
    char *id = NULL, *sheet = NULL, *cell = NULL, *crop = NULL, *track = NULL;
    int result = -1;

    if (take(record, "id", &id, err) || take(record, "sheet", &sheet, err) || take(record, "cell", &cell, err) ||
        take(record, "crop", &crop, err) || take(record, "track", &track, err))
        goto done;
    if (id) {
        size_t known = mlf_string_set_find(&targets->ids, id);

        if (known == MLF_NO_STRING && line->label)
            known = find_photo_of(line, targets, id);
        result = known == MLF_NO_STRING ? mlf_fail(err, "no object has the id '%s'", id)
                                        : mlf_flag_line_add(line, targets->id_target[known], err);
    } else if (sheet && cell) {
        line->by_cell = 1;
        result = name_cell(line, targets, sheet, cell, err);
    } else if (crop) {
        result = mlf_flag_line_add_name(line, targets, crop, err);
    } else if (track) {
        result = name_track(record, line, targets, track, err);
    } else {
        mlf_fail(err, "no object is named: 'id' is missing");
    }
done:
    free(id);
    free(sheet);
    free(cell);
    free(crop);
    free(track);
    return result;
}

/* Parses the line as a record. The error names the column but not the line. */
static int parse(struct mlf_record *record, const char *text, struct mlf_err *err)
{
    struct mlf_err why = {""};

    if (mlf_record_parse(record, text, strlen(text), &why) == 0)
        return 0;
    return strncmp(why.text, "1:", 2) == 0 ? mlf_fail(err, "column %s", why.text + 2) : mlf_fail(err, "%s", why.text);
}

/* Reads everything but the object. */
static int take_decision(const struct mlf_record *record, struct mlf_flag_line *line, struct mlf_err *err)
{
    return take_verdict(record, line, err) || take(record, "label_was", &line->was, err) ||
                   take(record, "by", &line->by, err) || take(record, "at", &line->at, err) ||
                   take(record, "note", &line->note, err)
               ? -1
               : 0;
}

int mlf_flag_json_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err)
{
    struct mlf_record record = {0};
    int failed;

    if (parse(&record, text, err))
        return -1;
    line->is_ledger = mlf_ledger_line_is_head(&record);
    /* The first line of a ledger, the last one of a plan, and one of times (times.h) are about no object. */
    if (line->is_ledger || mlf_record_find(&record, "honeypots") ||
        (mlf_record_find(&record, "times") && !mlf_record_find(&record, "id"))) {
        line->verdict = MLF_OK;
        mlf_record_free(&record);
        return 0;
    }
    failed = take(&record, "sheets", &line->sheets, err) || take_decision(&record, line, err) ||
             take_object(&record, line, targets, err);
    mlf_record_free(&record);
    return failed ? -1 : 0;
}

int mlf_flag_json_parse_ledger(struct mlf_flag_line *line, const struct mlf_targets *targets,
                               struct mlf_target_looks *looks, const char *text, struct mlf_err *err)
{
    struct mlf_record record = {0};
    struct mlf_ledger_line decision = {0};
    size_t target = MLF_NO_STRING;
    int failed = parse(&record, text, err) || take_decision(&record, line, err) ||
                 mlf_ledger_line_parse(&decision, &record, err) ||
                 mlf_ledger_line_find(&decision, targets, looks, &target, err);

    line->is_gone = !failed && target == MLF_NO_STRING;
    if (!failed && target != MLF_NO_STRING)
        failed = mlf_flag_line_add(line, target, err);
    mlf_ledger_line_free(&decision);
    mlf_record_free(&record);
    return failed ? -1 : 0;
}
