#include "mlfix/flags/targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/folder-list.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/flags/review-folder.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"
#include "mlfix/record/sheets-hash.h"

/* Keeps the text of a field; *text becomes NULL where the record has none. */
static int keep_field(struct mlf_targets *targets, const struct mlf_record *record, const char *key, const char **text,
                      struct mlf_err *err)
{
    struct mlf_err inner = {""};
    char *copy = mlf_record_string(record, key, &inner);

    *text = NULL;
    if (!copy)
        return inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
    *text = mlf_string_set_keep(&targets->texts, copy, err);
    free(copy);
    return *text ? 0 : -1;
}

/* Reads the box as the dataset gives it, where `source` has it because the record's own box was
 * turned or scaled, or is missing. */
static void take_given_box(const json_t *source, struct mlf_target *target)
{
    const json_t *bbox = json_object_get(source, "bbox");

    for (size_t i = 0; i < 4 && json_array_size(bbox) == 4; i++) {
        const json_t *number = json_array_get(bbox, i);
        target->bbox[i] = json_is_number(number) ? json_number_value(number) : NAN;
        target->has_bbox = 1;
    }
}

/* Which attribute is the label: the same in all records. */
static int take_field(struct mlf_targets *targets, const char *field, struct mlf_err *err)
{
    if (targets->n == 0 && field && !(targets->label_field = mlf_string_set_keep(&targets->texts, field, err)))
        return -1;
    if (field && targets->label_field && !strcmp(field, targets->label_field))
        return 0;
    if (!field && !targets->label_field)
        return 0;
    return mlf_fail(err, "the label is %s%s%s here and %s%s%s in records before: review each by itself",
                    field ? "the attribute '" : "the class", field ? field : "", field ? "'" : "",
                    targets->label_field ? "the attribute '" : "the class",
                    targets->label_field ? targets->label_field : "", targets->label_field ? "'" : "");
}

static int keep_source(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_target *target,
                       struct mlf_err *err)
{
    struct mlf_err inner = {""};
    json_t *source = mlf_record_json(record, "source", &inner);
    const char *file;

    if (!source)
        return inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
    file = json_string_value(json_object_get(source, "file"));
    if (file)
        target->file = mlf_string_set_keep(&targets->texts, file, err);
    target->keyed = json_object_get(source, "key") != NULL;
    if (take_field(targets, json_string_value(json_object_get(source, "field")), err)) {
        json_decref(source);
        return -1;
    }
    take_given_box(source, target);
    json_decref(source);
    return file && !target->file ? -1 : 0;
}

int mlf_targets_put(struct mlf_targets *targets, const struct mlf_target *target, size_t *number, struct mlf_err *err)
{
    size_t id;
    int added = 1;

    if (target->id && mlf_string_set_add(&targets->ids, target->id, &id, &added, err))
        return -1;
    if (!added) {
        const struct mlf_target *known = &targets->items[targets->id_target[id]];
        int same_label =
            known->label && target->label ? strcmp(known->label, target->label) == 0 : known->label == target->label;
        *number = targets->id_target[id];
        if (!same_label || known->has_bbox != target->has_bbox ||
            (known->has_bbox && !mlf_same_box(known->bbox, target->bbox)))
            return mlf_fail(err, "'%s' stands here a second time with another label or box", target->id);
        return 0;
    }
    if (mlf_grow(&targets->items, &targets->capacity, targets->n + 1, sizeof *targets->items, err))
        return -1;
    *number = targets->n;
    targets->items[targets->n] = *target;
    if (target->id) /* the set of ids keeps it */
        targets->items[targets->n].id = targets->ids.items[id];
    targets->n++;
    if (target->label && mlf_string_set_add(&targets->labels, target->label, NULL, NULL, err))
        return -1;
    return target->id ? mlf_set_at(&targets->id_target, &targets->id_capacity, id, *number, err) : 0;
}

static int add_cell(struct mlf_targets *targets, const struct mlf_target *target, size_t number, size_t folded,
                    struct mlf_err *err)
{
    const char *base = mlf_path_base(target->sheet);
    struct mlf_target_cell cell = {.target = number, .folded = folded};
    size_t read = mlf_target_cell_parse(target->cell, &cell.row, &cell.column), at;
    struct mlf_target_sheet *sheet;
    int added;

    if (!read || target->cell[read])
        return mlf_fail(err, "the cell '%s' is none: a letter and a number are expected", target->cell);
    if (mlf_string_set_add(&targets->sheet_names, base, &at, &added, err) ||
        mlf_grow(&targets->sheets, &targets->sheet_capacity, at + 1, sizeof *targets->sheets, err))
        return -1;
    sheet = &targets->sheets[at];
    if (added)
        *sheet = (struct mlf_target_sheet){.name = targets->sheet_names.items[at]};
    if (added && target->sheet_hash)
        targets->sheets_sum = mlf_sheets_hash_add(targets->sheets_sum, base, target->sheet_hash);
    targets->sheets_unsure |= !target->sheet_hash;
    if (mlf_grow(&sheet->cells, &sheet->capacity, sheet->n + 1, sizeof *sheet->cells, err))
        return -1;
    sheet->cells[sheet->n++] = cell;
    return 0;
}

static int add_alias(struct mlf_targets *targets, const char *path, size_t number, struct mlf_err *err)
{
    if (mlf_grow(&targets->aliases, &targets->alias_capacity, targets->n_aliases + 1, sizeof *targets->aliases, err))
        return -1;
    targets->aliases[targets->n_aliases++] =
        (struct mlf_target_alias){.path = path, .base = mlf_path_base(path), .target = number};
    return 0;
}

/* The suggested label; `prob` is the probability of `pred`, which it mostly is. Fields of these names
 * that hold something else are not ours. */
static int keep_suggestion(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_target *target,
                           struct mlf_err *err)
{
    struct mlf_err ignored = {""};
    char *suggest = mlf_record_string(record, "suggest", &ignored), *pred = NULL;
    double probability;
    int result = 0;

    target->probability = NAN;
    if (suggest && !(target->label && strcmp(suggest, target->label) == 0)) {
        target->suggest = mlf_string_set_keep(&targets->texts, suggest, err);
        result = target->suggest ? 0 : -1;
        pred = mlf_record_string(record, "pred", &ignored);
        if (pred && strcmp(suggest, pred) == 0 && mlf_record_number(record, "prob", &probability) && probability >= 0 &&
            probability <= 1)
            target->probability = probability;
    }
    free(pred);
    free(suggest);
    return result;
}

/* The photo whose label the record is, where photos have sets of them; and for a label that it does not have, beside
 * which object it was found. */
static int keep_photo(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_target *target,
                      struct mlf_err *err)
{
    if (!mlf_record_of_set(record))
        return 0;
    if (keep_field(targets, record, "image", &target->photo, err))
        return -1;
    return mlf_record_has_issue(record, "label-omitted") ? keep_field(targets, record, "beside", &target->beside, err)
                                                         : 0;
}

int mlf_targets_add(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_target target = {0};
    size_t number, before = targets->n, crop;
    double shown[4];
    int shows;
    double folded;

    if (keep_field(targets, record, "id", &target.id, err) ||
        keep_field(targets, record, "label", &target.label, err) ||
        keep_field(targets, record, "crop", &target.crop, err) || keep_suggestion(targets, record, &target, err) ||
        keep_field(targets, record, "sheet", &target.sheet, err) ||
        keep_field(targets, record, "sheet_hash", &target.sheet_hash, err) ||
        keep_field(targets, record, "cell", &target.cell, err) ||
        keep_field(targets, record, "track", &target.track, err) || keep_photo(targets, record, &target, err))
        return -1;
    if (!mlf_record_number(record, "frame", &target.frame))
        target.frame = NAN;
    shows = target.has_bbox = mlf_record_bbox(record, target.bbox);
    memcpy(shown, target.bbox, sizeof shown);
    if (keep_source(targets, record, &target, err))
        return -1;
    target.honeypot = mlf_honeypot_is(record);
    if (target.honeypot) {
        /* its crop is that of a real object, which a list of paths means */
        target.crop = NULL;
        if (keep_field(targets, record, "honeypot_label", &target.honeypot_label, err))
            return -1;
    }
    targets->evidence = 1;
    if (mlf_targets_put(targets, &target, &number, err))
        return -1;
    if (targets->n > before && shows && !mlf_same_box(shown, target.bbox)) {
        if (!(targets->items[number].shown = mlf_alloc(4, sizeof *shown, err)))
            return -1;
        memcpy(targets->items[number].shown, shown, sizeof shown);
    }
    if (targets->n > before && target.id && !target.honeypot && add_alias(targets, target.id, number, err))
        return -1;
    if (target.crop) {
        int added;
        if (mlf_string_set_add(&targets->crops, mlf_path_plain(target.crop), &crop, &added, err) ||
            (added && (mlf_set_at(&targets->crop_target, &targets->crop_capacity, crop, number, err) ||
                       add_alias(targets, targets->crops.items[crop], number, err))))
            return -1;
    }
    if (!target.sheet || !target.cell)
        return 0;
    return add_cell(targets, &target, number, mlf_record_number(record, "folded", &folded) ? (size_t)folded : 1, err);
}

int mlf_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record = {0};
    int got;

    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        int failed = mlf_targets_add(targets, &record, err);
        if (failed)
            mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
        mlf_record_free(&record);
        if (failed) {
            got = -1;
            break;
        }
    }
    mlf_reader_close(&reader);
    targets->evidence = 1;
    return got;
}

static int scan_object(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct mlf_targets *targets = context;
    struct mlf_target target = {.has_bbox = object->has_bbox,
                                .keyed = object->key != NULL,
                                .scanned = 1,
                                .normalised = object->normalised != 0,
                                .ignored = object->issue && strcmp(object->issue, "ignored") == 0,
                                .turned = object->corners != NULL,
                                .index = object->index};
    size_t number, before = targets->n;

    target.id = object->id;
    target.file = mlf_string_set_keep(&targets->texts, object->file, err);
    target.label = object->label ? mlf_string_set_keep(&targets->texts, object->label, err) : NULL;
    target.track = object->track ? mlf_string_set_keep(&targets->texts, object->track, err) : NULL;
    target.frame = object->track ? (double)object->frame : NAN;
    if (targets->label_sets && !object->has_bbox && object->image &&
        !(target.photo = mlf_string_set_keep(&targets->texts, object->image, err)))
        return -1;
    if (!target.file || (object->track && !target.track) || (object->label && !target.label))
        return -1;
    memcpy(target.bbox, object->bbox, sizeof target.bbox);
    if (mlf_targets_put(targets, &target, &number, err))
        return -1;
    return targets->n > before ? add_alias(targets, targets->items[number].id, number, err) : 0;
}

int mlf_targets_scan(struct mlf_targets *targets, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    targets->label_sets = dataset->driver->add_labels && !dataset->attributes;
    return mlf_attributes_read(dataset, scan_object, targets, err);
}

/* Adds the object of a journal's line, if it is not in the dataset now. */
static int recall_note(struct mlf_targets *targets, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_target target = {.keyed = 1};
    size_t number, before = targets->n;

    if (!mlf_record_find(record, "action"))
        return 0;
    if (keep_field(targets, record, "id", &target.id, err) ||
        keep_field(targets, record, "label_was", &target.label, err) ||
        keep_field(targets, record, "file", &target.file, err))
        return -1;
    if (!target.id || mlf_string_set_find(&targets->ids, target.id) != MLF_NO_STRING)
        return 0;
    if (mlf_targets_put(targets, &target, &number, err))
        return -1;
    return targets->n > before ? add_alias(targets, target.id, number, err) : 0;
}

static int recall_journal(struct mlf_targets *targets, const char *path, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record = {0};
    int got;

    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        int failed = recall_note(targets, &record, err);
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    mlf_reader_close(&reader);
    return got;
}

int mlf_targets_recall(struct mlf_targets *targets, const char *root, struct mlf_err *err)
{
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err), **names = NULL;
    size_t n = 0;
    int result = folder ? 0 : -1;

    if (folder && access(folder, F_OK) == 0)
        result = mlf_folder_list(folder, NULL, NULL, &names, &n, err);
    for (size_t i = 0; i < n && !result; i++) {
        char *path = mlf_path_join(folder, names[i], err);
        if (!path)
            result = -1;
        else if (strncmp(names[i], "journal-", 8) == 0)
            result = recall_journal(targets, path, err);
        free(path);
    }
    mlf_folder_list_free(names, n);
    free(folder);
    return result;
}

static int by_base(const void *a, const void *b)
{
    const struct mlf_target_alias *x = a, *y = b;
    int order = strcmp(x->base, y->base);

    if (order)
        return order;
    return x->target < y->target ? -1 : x->target > y->target;
}

int mlf_targets_finish(struct mlf_targets *targets, struct mlf_err *err)
{
    for (size_t i = 0; i < targets->sheet_names.n; i++) {
        struct mlf_target_sheet *sheet = &targets->sheets[i];
        qsort(sheet->cells, sheet->n, sizeof *sheet->cells, mlf_target_cell_compare);
        for (size_t k = 1; k < sheet->n; k++) {
            if (mlf_target_cell_compare(&sheet->cells[k - 1], &sheet->cells[k]) == 0 &&
                (sheet->cells[k - 1].folded < 2 || sheet->cells[k].folded < 2))
                return mlf_fail(err, "the records put two objects into one cell of sheet '%s', row %u, column %u",
                                sheet->name, sheet->cells[k].row, sheet->cells[k].column);
        }
    }
    if (targets->n_aliases)
        qsort(targets->aliases, targets->n_aliases, sizeof *targets->aliases, by_base);
    return 0;
}

void mlf_targets_free(struct mlf_targets *targets)
{
    free(targets->folder_sums);
    for (size_t i = 0; i < targets->sheet_names.n; i++)
        free(targets->sheets[i].cells);
    free(targets->sheets);
    for (size_t i = 0; i < targets->n; i++)
        free(targets->items[i].shown);
    free(targets->items);
    free(targets->id_target);
    free(targets->crop_target);
    free(targets->aliases);
    free(targets->label_target);
    mlf_string_set_free(&targets->label_names);
    mlf_string_set_free(&targets->texts);
    mlf_string_set_free(&targets->labels);
    mlf_string_set_free(&targets->ids);
    mlf_string_set_free(&targets->crops);
    mlf_string_set_free(&targets->sheet_names);
    *targets = (struct mlf_targets){0};
}
