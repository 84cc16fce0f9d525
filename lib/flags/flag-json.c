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
    if (mlf_verdict_read(word, strlen(word), &line->verdict))
        result = 0;
    else
        mlf_fail(err, "the verdict '%s' is none of wrong, remove, relabel, ok, unsure, box", word);
    free(word);
    if (!result && (line->verdict == MLF_BOXED || line->verdict == MLF_RELABELLED))
        result = take_box(record, line, err);
    if (result || line->verdict != MLF_RELABELLED)
        return result;
    if (take(record, "label", &line->label, err))
        return -1;
    return line->label && *line->label ? 0 : mlf_fail(err, "'label' is missing: relabel to what");
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

/* Adds the object: by `id`, else by `sheet` and `cell`, else by `crop`. */
static int take_object(const struct mlf_record *record, struct mlf_flag_line *line, const struct mlf_targets *targets,
                       struct mlf_err *err)
{
    char *id = NULL, *sheet = NULL, *cell = NULL, *crop = NULL;
    int result = -1;

    if (take(record, "id", &id, err) || take(record, "sheet", &sheet, err) || take(record, "cell", &cell, err) ||
        take(record, "crop", &crop, err))
        goto done;
    if (id) {
        size_t known = mlf_string_set_find(&targets->ids, id);
        result = known == MLF_NO_STRING ? mlf_fail(err, "no object has the id '%s'", id)
                                        : mlf_flag_line_add(line, targets->id_target[known], err);
    } else if (sheet && cell) {
        line->by_cell = 1;
        result = name_cell(line, targets, sheet, cell, err);
    } else if (crop) {
        result = mlf_flag_line_add_name(line, targets, crop, err);
    } else {
        mlf_fail(err, "no object is named: 'id' is missing");
    }
done:
    free(id);
    free(sheet);
    free(cell);
    free(crop);
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
    /* The first line of a ledger and the last one of a plan are about no object. */
    if (line->is_ledger || mlf_record_find(&record, "honeypots")) {
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
