/* See dataset-oracle.h. */

#include "dataset-oracle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/catalogue-read.h"
#include "mlfix/dataset/catalogue.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/doctor/doctor.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/encoded-edits.h"
#include "mlfix/dataset/explain.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/dataset/summary.h"
#include "mlfix/record/record.h"
#include "parcel.h"

enum { MOST_CHANGES = 3 };

/* The decisions on objects of one file. */
struct decisions {
    struct mlf_change changes[MOST_CHANGES];
    size_t object[MOST_CHANGES]; /* which, among those that were read */
    size_t n;
    const char *file;
};

static const char *const labels[] = {"neu",     "cat",         "dog",  "a b",  "R&D <x>", "\"q\"",
                                     "a,b;c|d", "caf\xc3\xa9", "it's", "a\\b", "null",    "0",
                                     "1e3",     "- x",         "k: v", "#1",   "[x]",     "\xf0\x9f\x90\xb1"};
enum { LABELS = sizeof labels / sizeof *labels };

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static int open_dataset(struct mlf_dataset *dataset, const char *format, int again, struct mlf_err *err)
{
    const struct mlf_hints hints = {.format = format, .again = again};

    return mlf_dataset_open(dataset, fuzz_folder(), &hints, err);
}

/* Each object is a record that can be read. */
static void check_records(const struct mlf_objects *objects, const struct mlf_dataset *dataset)
{
    struct mlf_buf line = {0};

    for (size_t i = 0; i < objects->n && i < 64; i++) {
        struct mlf_record record;
        struct mlf_err err = {""};

        mlf_buf_clear(&line);
        mlf_finding_print(&objects->items[i], dataset, NULL, &line);
        HOLDS(!line.failed && line.length && line.data[line.length - 1] == '\n', "a line is written");
        HOLDS(mlf_record_parse(&record, line.data, line.length - 1, &err) == 0, "%s in %s", err.text, line.data);
        mlf_record_free(&record);
    }
    mlf_buf_free(&line);
}

/* What else is asked of a dataset that can be read; with `guess` also what format it is. None of it may crash; all of
 * it may end in an error. */
static void ask_further(struct mlf_objects *objects, const struct mlf_dataset *dataset, int guess)
{
    struct mlf_string_set names = {0};
    struct mlf_catalogue catalogue = {0};
    struct mlf_buf buf = {0};

    check_records(objects, dataset);
    (void)mlf_dataset_labels(dataset, &names, NULL);
    if (guess)
        (void)mlf_catalogue_read(&catalogue, fuzz_folder(), NULL);
    mlf_catalogue_free(&catalogue);
    mlf_string_set_free(&names);
    free(mlf_dataset_summary(dataset, objects, NULL));
    free(mlf_dataset_leftovers(dataset, NULL));
    (void)mlf_explain_dataset(dataset, objects, &buf, NULL);
    mlf_buf_free(&buf);
}

/* Decides something about up to three objects of one file. */
static int decide(struct decisions *decisions, const struct mlf_objects *objects, const struct mlf_driver *driver,
                  uint64_t *state)
{
    size_t first = (size_t)(fuzz_next(state) % objects->n), wanted = 1 + (size_t)(fuzz_next(state) % MOST_CHANGES);

    *decisions = (struct decisions){.file = objects->items[first].object.file};
    for (size_t k = 0; k < objects->n && decisions->n < wanted; k++) {
        size_t i = (first + k) % objects->n;
        const struct mlf_object *object = &objects->items[i].object;
        struct mlf_change *change = &decisions->changes[decisions->n];
        uint64_t way = fuzz_next(state) % 8;
        double unit = object->normalised ? 0.01 : 1;

        if (!same_text(object->file, decisions->file) || (k && fuzz_next(state) % 2))
            continue;
        for (size_t c = 0; c < decisions->n; c++)
            if (decisions->changes[c].index == object->index)
                return 0;
        change->index = object->index;
        change->action = way < 4                    ? MLF_RELABEL
                         : way < 6                  ? MLF_REMOVE
                         : way < 7 && driver->boxes ? MLF_REBOX
                         : driver->mark             ? MLF_MARK
                                                    : MLF_RELABEL;
        if (change->action == MLF_REBOX && !object->has_bbox)
            change->action = MLF_RELABEL;
        if (change->action == MLF_RELABEL || (change->action == MLF_REBOX && fuzz_next(state) % 2))
            change->label = fuzz_next(state) % 4 && objects->items[i].object.label
                                ? labels[fuzz_next(state) % LABELS]
                                : text_or(objects->items[fuzz_next(state) % objects->n].object.label, "neu");
        for (int c = 0; c < 4; c++)
            change->bbox[c] = unit * (1 + (double)(fuzz_next(state) % 160) / 4);
        change->pixels[0] = change->pixels[1] = object->normalised ? 1000 : 1;
        decisions->object[decisions->n++] = i;
    }
    for (size_t i = 1; i < decisions->n; i++) /* sorted by index */
        for (size_t k = i; k > 0 && decisions->changes[k].index < decisions->changes[k - 1].index; k--) {
            struct mlf_change change = decisions->changes[k];
            size_t object = decisions->object[k];

            decisions->changes[k] = decisions->changes[k - 1];
            decisions->object[k] = decisions->object[k - 1];
            decisions->changes[k - 1] = change;
            decisions->object[k - 1] = object;
        }
    return decisions->n > 0;
}

/* The file's name below fuzz_folder(); valid until the next call but one. */
static const char *below_root(const struct mlf_dataset *dataset, const char *file)
{
    static char names[2][1024];
    static int next;
    const char *root = dataset->root + strlen(fuzz_folder());
    char *name = names[next++ % 2];

    snprintf(name, sizeof names[0], "%s%s%s", *root ? root + 1 : "", *root ? "/" : "", file);
    return name;
}

/* Carries the steps out on disk. */
static void carry_out(const struct mlf_edits *edits, const struct mlf_dataset *dataset)
{
    for (size_t i = 0; i < edits->n; i++) {
        const char *named = edits->items[i].file, *file = below_root(dataset, named);
        struct mlf_err err = {""};
        size_t size, new_size = 0;
        int done = 0;
        char *old, *text;

        if (edits->items[i].move_to) {
            char *moved = fuzz_get(file, &size);

            HOLDS(moved != NULL, "'%s' can be moved", file);
            HOLDS(fuzz_put(below_root(dataset, edits->items[i].move_to), moved, size), "'%s' can be written",
                  edits->items[i].move_to);
            HOLDS(unlink(fuzz_path(file)) == 0, "'%s' can be removed", file);
            free(moved);
            continue;
        }
        for (size_t k = 0; k < i; k++)
            done |= !strcmp(edits->items[k].file, named);
        if (done)
            continue;
        HOLDS((old = fuzz_get(file, &size)) != NULL, "'%s', which is edited, is there", file);
        text = mlf_edits_apply(edits, named, old, size, &new_size, &err);
        HOLDS(text != NULL, "%s", err.text);
        HOLDS(fuzz_put(file, text, new_size), "'%s' can be written", file);
        free(old);
        free(text);
    }
}

static const struct mlf_change *change_of(const struct decisions *decisions, size_t object)
{
    for (size_t i = 0; i < decisions->n; i++)
        if (decisions->object[i] == object)
            return &decisions->changes[i];
    return NULL;
}

static int same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static int same_box(const struct mlf_object *a, const struct mlf_object *b)
{
    if (a->has_bbox != b->has_bbox)
        return 0;
    for (int i = 0; a->has_bbox && i < 4; i++)
        if (!same_number(a->bbox[i], b->bbox[i]))
            return 0;
    return 1;
}

/* A photo that is not where it is said to be is searched for, with an outcome that depends on what else is named. */
static int same_photo(const struct mlf_object *a, const struct mlf_object *b)
{
    return same_text(a->image, b->image) ||
           (a->image && b->image && !strcmp(mlf_path_base(a->image), mlf_path_base(b->image)));
}

static int is_asked_box(const struct mlf_change *change, const struct mlf_object *now, int rounded)
{
    for (int i = 0; i < 4; i++)
        if (!(fabs(now->bbox[i] - change->bbox[i]) * change->pixels[0] < (rounded ? 1.01 : 0.0101)))
            return 0;
    return now->has_bbox;
}

/* Whether the decisions are on labels of whole photos that are sets in the file: a photo that has both labels of a
 * change has one afterwards, and their order is the file's. */
static int are_sets(const struct mlf_objects *before, const struct decisions *decisions, const char *format)
{
    return !strcmp(format, "multihot") || !strcmp(format, "csvlists") || !strcmp(format, "vocclasses") ||
           (!strcmp(format, "labelme") && !before->items[decisions->object[0]].object.has_bbox &&
            !before->items[decisions->object[0]].object.error);
}

/* Whether the photo of `like` has the label, among those that `decisions` (NULL: none) leave or make. */
static int has_label(const struct mlf_objects *objects, const struct decisions *decisions,
                     const struct mlf_object *like, const char *label)
{
    int has = 0;

    for (size_t i = 0; i < objects->n && !has; i++) {
        const struct mlf_change *change = decisions ? change_of(decisions, i) : NULL;
        const char *now = change ? change->label : objects->items[i].object.label;

        has = same_photo(&objects->items[i].object, like) && same_text(now, label) && (now || !change);
    }
    return has;
}

/* Each photo has the labels that it had, without those that were taken away, and with those that were given. */
static void check_sets(const struct mlf_objects *before, const struct mlf_objects *after,
                       const struct decisions *decisions, const char *what)
{
    for (size_t i = 0; i < before->n; i++) {
        const struct mlf_object *was = &before->items[i].object;
        const struct mlf_change *change = change_of(decisions, i);

        if (!change || change->label)
            HOLDS(has_label(after, NULL, was, change ? change->label : was->label), "%s: the photo of '%s' has '%s'",
                  what, was->id, text_or(change ? change->label : was->label, "(none)"));
    }
    for (size_t i = 0; i < after->n; i++) {
        const struct mlf_object *now = &after->items[i].object;

        HOLDS(has_label(before, decisions, now, now->label) || (after->items[i].issues >> MLF_ISSUE_IGNORED & 1),
              "%s: the photo of '%s' should not have '%s'", what, now->id, text_or(now->label, "(none)"));
    }
}

/* The object after the changes that object i of before has become, from number j on; whether it must be there. */
static void check_objects(const struct mlf_objects *before, const struct mlf_objects *after,
                          const struct decisions *decisions, const struct mlf_edits *edits, const char *what)
{
    size_t j = 0;

    for (size_t i = 0; i < before->n; i++) {
        const struct mlf_object *was = &before->items[i].object;
        const struct mlf_object *now = j < after->n ? &after->items[j].object : NULL;
        const struct mlf_change *change = change_of(decisions, i);

        if (change && change->action == MLF_REMOVE)
            continue;
        if (change && change->action == MLF_MARK) {
            j += now && same_photo(was, now) && same_box(was, now) && (after->items[j].issues >> MLF_ISSUE_IGNORED & 1);
            continue;
        }
        HOLDS(now != NULL, "%s: object %zu ('%s') is still there", what, i, was->id);
        if (change && change->label)
            HOLDS(same_text(now->label, change->label), "%s: '%s' has the label '%s' rather than '%s'", what, was->id,
                  text_or(now->label, "(none)"), change->label);
        else
            HOLDS(same_text(now->label, was->label), "%s: '%s' had the label '%s' and has '%s'", what, was->id,
                  text_or(was->label, "(none)"), text_or(now->label, "(none)"));
        if (change && change->action == MLF_REBOX)
            HOLDS(is_asked_box(change, now, edits->rounded > 0),
                  "%s: '%s' has the box %g %g %g %g rather than %g %g %g %g", what, was->id, now->bbox[0], now->bbox[1],
                  now->bbox[2], now->bbox[3], change->bbox[0], change->bbox[1], change->bbox[2], change->bbox[3]);
        else
            HOLDS(same_box(was, now), "%s: the box of '%s' stays", what, was->id);
        HOLDS(same_photo(was, now), "%s: the photo of '%s' was '%s' and is '%s'", what, was->id,
              text_or(was->image, "(none)"), text_or(now->image, "(none)"));
        j++;
    }
    HOLDS(j == after->n, "%s: %zu objects were expected, %zu are there", what, j, after->n);
}

/* Where photos move, their order changes: only how many they are is compared, and how many have the labels asked for.
 */
static void check_moved(const struct mlf_objects *before, const struct mlf_objects *after,
                        const struct decisions *decisions, const char *what)
{
    size_t removed = 0;

    for (size_t i = 0; i < decisions->n; i++) {
        const struct mlf_change *change = &decisions->changes[i];
        int found = change->label == NULL;

        removed += change->action == MLF_REMOVE;
        for (size_t k = 0; k < after->n && !found; k++)
            found = same_text(after->items[k].object.label, change->label);
        HOLDS(found, "%s: the label '%s' is there", what, change->label);
    }
    HOLDS(after->n + removed == before->n, "%s: %zu objects, of which %zu go, and now %zu", what, before->n, removed,
          after->n);
}

/* "voc: relabel a.xml#0 to 'neu', remove a.xml#2": for messages. */
static const char *describe(const char *format, const struct mlf_objects *before, const struct decisions *decisions)
{
    static const char *const words[] = {
        [MLF_RELABEL] = "relabel", [MLF_REMOVE] = "remove", [MLF_REBOX] = "rebox", [MLF_MARK] = "mark"};
    static char text[1024];
    int at = snprintf(text, sizeof text, "%s", format);

    for (size_t i = 0; i < decisions->n; i++) {
        const struct mlf_change *change = &decisions->changes[i];

        at += snprintf(text + at, sizeof text - (size_t)at, "%c %s %.60s", i ? ',' : ':', words[change->action],
                       before->items[decisions->object[i]].object.id);
        if (change->label)
            at += snprintf(text + at, sizeof text - (size_t)at, " to '%.60s'", change->label);
    }
    return text;
}

/* Whether an error of reading again is none of the edit's: where objects go, nothing may be left by which the format is
 * known; and columns of a table that are found by what stands in them may not be found any more. */
static int is_expected(const struct decisions *decisions, const char *error)
{
    int removes = 0;

    for (size_t i = 0; i < decisions->n; i++)
        removes |= decisions->changes[i].action == MLF_REMOVE || decisions->changes[i].action == MLF_MARK;
    return (removes &&
            (strstr(error, "of the format") || strstr(error, "holds no") || strstr(error, "has no folder"))) ||
           strstr(error, "say which with --columns");
}

/* Whether the first row of a table goes, by which its columns may be known: rows of another length mean something else
 * then. */
static int takes_first_row(const struct mlf_objects *before, const struct decisions *decisions, const char *format)
{
    int takes = 0;

    for (size_t i = 0; i < decisions->n; i++)
        takes |= decisions->changes[i].action == MLF_REMOVE && before->items[decisions->object[i]].object.index == 0;
    return takes && !strcmp(format, "csv");
}

static void edit_and_compare(const struct mlf_objects *before, const struct mlf_dataset *dataset, const char *format,
                             uint64_t *state)
{
    struct decisions decisions;
    struct mlf_edits edits = {0};
    struct mlf_objects after = {0};
    struct mlf_dataset again = {0};
    struct mlf_err err = {""};
    const char *what;

    if (before->n == 0 || !decide(&decisions, before, dataset->driver, state) ||
        dataset->driver->edit(dataset, decisions.file, decisions.changes, decisions.n, &edits, &err) ||
        mlf_edits_encode(&edits, dataset, &err))
        goto done;
    carry_out(&edits, dataset);
    what = describe(format, before, &decisions);
    if (open_dataset(&again, format, 0, &err) || mlf_objects_read(&after, &again, &err)) {
        HOLDS(is_expected(&decisions, err.text), "%s: what was edited can be read: %s", what, err.text);
        goto done;
    }
    if (takes_first_row(before, &decisions, format))
        goto done;
    if (dataset->driver->moves)
        check_moved(before, &after, &decisions, what);
    else if (are_sets(before, &decisions, format))
        check_sets(before, &after, &decisions, what);
    else
        check_objects(before, &after, &decisions, &edits, what);
done:
    mlf_objects_free(&after);
    mlf_dataset_close(&again);
    mlf_edits_free(&edits);
}

int fuzz_dataset(const char *const *formats, const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    uint64_t state = fuzz_hash(data, size);
    struct mlf_dataset dataset = {0};
    struct mlf_objects objects = {0};
    struct mlf_err err = {""};
    const char *format = NULL;
    size_t n = 0;

    parcel_open(&parcel, data, size);
    for (; formats[n]; n++)
        if (!strcmp(formats[n], parcel.words))
            format = formats[n];
    if (!format)
        format = formats[fuzz_next(&state) % n];
    parcel_unpack(&parcel);
    if (open_dataset(&dataset, format, (int)(fuzz_next(&state) % 2), &err) == 0 &&
        mlf_objects_read(&objects, &dataset, &err) == 0) {
        ask_further(&objects, &dataset, fuzz_next(&state) % 4 == 0);
        edit_and_compare(&objects, &dataset, format, &state);
    }
    mlf_objects_free(&objects);
    mlf_dataset_close(&dataset);
    return 0;
}
