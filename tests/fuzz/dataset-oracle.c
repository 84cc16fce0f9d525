/* See dataset-oracle.h. */

#include "dataset-oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dataset-compare.h"
#include "dataset-decisions.h"
#include "fuzz.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/catalogue-read.h"
#include "mlfix/dataset/catalogue.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/encoded-edits.h"
#include "mlfix/dataset/explain.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/label-sets.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/dataset/stays.h"
#include "mlfix/dataset/summary.h"
#include "mlfix/doctor/doctor.h"
#include "mlfix/record/record.h"
#include "parcel.h"

static int open_dataset(struct mlf_dataset *dataset, const struct mlf_hints *hints, struct mlf_err *err)
{
    return mlf_dataset_open(dataset, fuzz_folder(), hints, err);
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

/* What else is asked of a dataset that can be read; with `guess` also what format it is, with `thorough` what the
 * doctor looks for where he is asked. None of it may crash; all of it may end in an error. */
static void ask_further(struct mlf_objects *objects, const struct mlf_dataset *dataset, int guess, int thorough)
{
    struct mlf_string_set names = {0};
    struct mlf_catalogue catalogue = {0};
    struct mlf_buf buf = {0};

    (void)mlf_label_sets_find(objects, dataset, NULL);
    (void)mlf_doctor_examine(objects, dataset, thorough, NULL);
    free(mlf_doctor_notes(objects, dataset, thorough, NULL));
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

/* Whether an error of reading again is none of the edit's: where objects go, nothing may be left by which the format is
 * known. */
static int is_expected(const struct decisions *decisions, const char *error)
{
    int removes = 0;

    for (size_t i = 0; i < decisions->n; i++)
        removes |= decisions->changes[i].action == MLF_REMOVE || decisions->changes[i].action == MLF_MARK;
    return removes && (strstr(error, "of the format") || strstr(error, "holds no") || strstr(error, "has no folder"));
}

/* Whether the edits would change what the dataset is read as, which mlfix-apply refuses then. */
static int is_refused(const struct mlf_dataset *dataset, const struct mlf_hints *hints, const struct mlf_edits *edits,
                      const struct decisions *decisions)
{
    struct mlf_err err = {""};
    char *warning = NULL;
    size_t gone = 0;
    int refused;

    for (size_t i = 0; i < decisions->n; i++)
        gone += decisions->changes[i].action == MLF_REMOVE || decisions->changes[i].action == MLF_MARK;
    refused = mlf_dataset_stays(dataset, fuzz_folder(), hints, edits, gone, &warning, &err);

    HOLDS(!refused || *err.text, "a refusal has a sentence");
    free(warning);
    return refused;
}

/* Decides and edits: 0, or -1 where nothing is decided or the format cannot do it. */
static int edit(struct decisions *decisions, const struct mlf_objects *before, const struct mlf_dataset *dataset,
                const struct mlf_hints *hints, struct mlf_edits *edits, uint64_t *state)
{
    const struct mlf_driver *driver = dataset->driver;
    struct mlf_err err = {""};
    uint64_t further = *state; /* the sequence of what is decided about objects stays as it was */
    int adds = driver->add_labels && before->label_sets && fuzz_next(&further) % 2;

    *decisions = (struct decisions){.n = 0};
    if (!(adds && fuzz_next(&further) % 2) && !decide(decisions, before, driver, state))
        return -1;
    if (adds && !decide_label(decisions, before, &further) && decisions->n == 0)
        return -1;
    if ((decisions->n && driver->edit(dataset, decisions->file, decisions->changes, decisions->n, edits, &err)) ||
        (decisions->added.label && driver->add_labels(dataset, decisions->file, &decisions->added, 1, edits, &err)) ||
        mlf_edits_encode(edits, dataset, &err)) {
        HOLDS(*err.text, "an error has a sentence");
        return -1;
    }
    return is_refused(dataset, hints, edits, decisions) ? -1 : 0;
}

static void edit_and_compare(const struct mlf_objects *before, const struct mlf_dataset *dataset,
                             const struct mlf_hints *hints, uint64_t *state)
{
    struct decisions decisions;
    struct mlf_edits edits = {0};
    struct mlf_objects after = {0};
    struct mlf_dataset again = {0};
    struct mlf_err err = {""};
    const char *what;

    if (before->n == 0 || edit(&decisions, before, dataset, hints, &edits, state))
        goto done;
    carry_out(&edits, dataset);
    what = describe(hints->format, before, &decisions);
    if (open_dataset(&again, hints, &err) || mlf_objects_read(&after, &again, &err))
        HOLDS(is_expected(&decisions, err.text), "%s: what was edited can be read: %s", what, err.text);
    else
        compare_objects(before, &after, &decisions, dataset, edits.rounded > 0, what);
done:
    mlf_objects_free(&after);
    mlf_dataset_close(&again);
    mlf_edits_free(&edits);
}

/* The format that the first line names, or else that `state` chooses; behind a blank the attribute that is the label.
 */
static void say_format(struct mlf_hints *hints, const char *const *formats, char *words, uint64_t *state)
{
    char *field = strchr(words, ' ');
    size_t n = 0;

    if (field)
        *field++ = '\0';
    hints->label_field = field && *field ? field : NULL;
    for (; formats[n]; n++)
        if (!strcmp(formats[n], words))
            hints->format = formats[n];
    if (!hints->format)
        hints->format = formats[fuzz_next(state) % n];
}

int fuzz_dataset(const char *const *formats, const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    uint64_t state = fuzz_hash(data, size), further = ~state;
    struct mlf_hints hints = {.masks = fuzz_next(&further) % 4 != 0};
    struct mlf_dataset dataset = {0};
    struct mlf_objects objects = {0};
    struct mlf_err err = {""};

    parcel_open(&parcel, data, size);
    say_format(&hints, formats, parcel.words, &state);
    parcel_unpack(&parcel);
    hints.again = (int)(fuzz_next(&state) % 2);
    if (open_dataset(&dataset, &hints, &err) == 0 && mlf_objects_read(&objects, &dataset, &err) == 0) {
        hints.again = 0;
        ask_further(&objects, &dataset, fuzz_next(&state) % 4 == 0, fuzz_next(&further) % 2 == 0);
        edit_and_compare(&objects, &dataset, &hints, &state);
    } else {
        HOLDS(*err.text, "an error has a sentence");
    }
    mlf_objects_free(&objects);
    mlf_dataset_close(&dataset);
    return 0;
}
