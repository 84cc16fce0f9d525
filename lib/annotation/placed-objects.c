/* See placed-objects.h. */

#include "mlfix/annotation/placed-objects.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"

struct placed_object *placed_add(struct placed *placed, const char *photo, const char *label, struct mlf_err *err)
{
    struct placed_object object = {0};

    if ((photo && !(object.photo = mlf_string_set_keep(&placed->texts, photo, err))) ||
        (label && !(object.label = mlf_string_set_keep(&placed->texts, label, err))) ||
        mlf_grow(&placed->items, &placed->capacity, placed->n + 1, sizeof *placed->items, err))
        return NULL;
    placed->items[placed->n] = object;
    return &placed->items[placed->n++];
}

int placed_fail(const struct placed *placed, size_t offset, struct mlf_err *err)
{
    return mlf_fail_in(err, placed->text.path, placed->text.data, placed->text.length, offset);
}

int placed_open(struct placed *placed, const struct mlf_dataset *dataset, const char *file,
                const struct placed_format *format, void *context, struct mlf_err *err)
{
    *placed = (struct placed){.dataset = dataset, .file = file, .format = format, .context = context};
    if (mlf_map(&placed->text, dataset, file, err))
        return -1;
    if (format->check_editable)
        return format->parse(placed, err);
    if (!mlf_utf8_is_valid(placed->text.data, placed->text.length, NULL) ||
        memchr(placed->text.data, '\0', placed->text.length))
        return mlf_fail(err, "%s: the file is no text in UTF-8", placed->text.path);
    return format->parse(placed, err);
}

void placed_close(struct placed *placed)
{
    mlf_unmap(&placed->text);
    mlf_string_set_free(&placed->texts);
    free(placed->items);
    *placed = (struct placed){.text = {.data = ""}};
}

#define MOST_FOLDERS 24

/* How often each photo came, and which file is its: as long as one comes again and again, it is looked for once. */
struct reading {
    struct mlf_string_set names;
    size_t *counts;
    size_t capacity;
    const char *last; /* in names */
    char *photo;      /* of that one; NULL: it is not there */
};

/* Names of folders of a split, NULL behind the last. */
static const char *const *split_folders(const char *split)
{
    static const char *const train[] = {"train", "images/train", "training", "images/training", NULL};
    static const char *const val[] = {"val",        "images/val",        "valid", "images/valid",
                                      "validation", "images/validation", NULL};
    static const char *const test[] = {"test", "images/test", "testing", "images/testing", NULL};
    static const char *const none[] = {NULL};

    return !split ? none : !strcmp(split, "train") ? train : !strcmp(split, "val") ? val : test;
}

static int find_photo(struct reading *reading, const struct placed *placed, const struct placed_object *from,
                      struct mlf_err *err)
{
    const char *base = mlf_path_base(placed->file);
    char *here = mlf_strndup(placed->file, base > placed->file ? (size_t)(base - placed->file) - 1 : 0, err);
    const char *const *lists[] = {placed->format->folders, split_folders(from->split)};
    const char *folders[MOST_FOLDERS] = {here};
    size_t n = 1;

    for (int i = 0; i < 2; i++)
        for (const char *const *folder = lists[i]; *folder && n < MOST_FOLDERS; folder++)
            folders[n++] = *folder;
    free(reading->photo);
    reading->photo = here ? mlf_find_photo(placed->dataset, folders, n, from->photo, err) : NULL;
    free(here);
    return err && err->text[0] ? -1 : 0;
}

const char *const placed_usual_folders[] = {"", "images", "JPEGImages", "data", "img", "imgs", "photos", NULL};

static char *id_of(struct reading *reading, const struct placed *placed, const struct placed_object *from,
                   struct mlf_err *err)
{
    size_t index;
    size_t before = 0;
    int added;

    if (mlf_string_set_add(&reading->names, from->photo ? from->photo : "", &index, &added, err) ||
        mlf_grow(&reading->counts, &reading->capacity, reading->names.n, sizeof *reading->counts, err))
        return NULL;
    if (!added)
        before = reading->counts[index];
    reading->counts[index] = before + 1;
    if (reading->last != reading->names.items[index]) {
        reading->last = reading->names.items[index];
        if (from->photo && find_photo(reading, placed, from, err))
            return NULL;
    }
    if (!placed->format->photo_once)
        return mlf_strf(err, "%s#%zu", reading->last, before);
    return before ? mlf_strf(err, "%s~%zu", reading->last, before + 1) : mlf_strdup(reading->last, err);
}

static int report(struct reading *reading, const struct placed *placed, size_t index, mlf_object_sink *sink,
                  void *context, struct mlf_err *err)
{
    const struct placed_object *from = &placed->items[index];
    struct mlf_object object = {.file = placed->file,
                                .index = index,
                                .label = from->label && *from->label ? from->label : NULL,
                                .has_bbox = from->has_bbox,
                                .normalised = from->has_bbox && placed->format->fractions,
                                .two_corners = from->has_bbox && placed->format->corners,
                                .issue = from->issue,
                                .error = from->error,
                                .split = from->split,
                                .unnamed = from->unnamed,
                                .no_labels = from->no_label_set,
                                .no_label_set = from->no_label_set,
                                .fields = from->fields};
    char *id = id_of(reading, placed, from, err);
    int result;

    if (!id)
        return -1;
    object.id = id;
    object.image = reading->photo ? reading->photo : from->photo;
    memcpy(object.bbox, from->numbers, sizeof object.bbox);
    for (int k = 2; k < 4 && placed->format->corners; k++)
        object.bbox[k] -= object.bbox[k - 2];
    result = sink(context, &object, err);
    free(id);
    return result;
}

static int read_file(struct reading *reading, const struct mlf_dataset *dataset, const char *file,
                     const struct placed_format *format, void *context, mlf_object_sink *sink, void *sink_context,
                     struct mlf_err *err)
{
    struct placed placed;
    int result = placed_open(&placed, dataset, file, format, context, err);

    reading->last = NULL;
    for (size_t i = 0; i < placed.n && !result; i++)
        result = report(reading, &placed, i, sink, sink_context, err);
    placed_close(&placed);
    return result;
}

int placed_read(const struct mlf_dataset *dataset, mlf_list_files *list, const struct placed_format *format,
                void *context, mlf_object_sink *sink, void *sink_context, struct mlf_err *err)
{
    struct reading reading = {0};
    struct mlf_string_set files = {0};
    int result =
        dataset->start ? mlf_string_set_add(&files, dataset->start, NULL, NULL, err) : list(dataset, &files, err);

    if (!result && files.n == 0)
        result = mlf_fail(err, "'%s' holds no file of the format %s (%s)", dataset->root, dataset->driver->name,
                          dataset->driver->description);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(&reading, dataset, files.items[i], format, context, sink, sink_context, err);
    mlf_string_set_free(&files);
    mlf_string_set_free(&reading.names);
    free(reading.counts);
    free(reading.photo);
    return result;
}

int placed_put(struct placed *placed, struct mlf_span span, const char *text, struct mlf_edits *edits,
               struct mlf_err *err)
{
    return mlf_edits_replace(edits, placed->file, span.offset, span.length, text, strlen(text), err);
}

static int rebox(struct placed *placed, const struct placed_object *object, const struct mlf_change *change,
                 struct mlf_edits *edits, struct mlf_err *err)
{
    const struct placed_format *format = placed->format;
    const struct mlf_measure measure = {.pixels = {change->pixels[0], change->pixels[1]}, .whole = format->whole};
    double wanted[4];
    size_t rounded;
    size_t kept;
    int result;

    if (!object->has_bbox || object->spans[0].length == 0) {
        mlf_fail(err, "the object has no box that could be changed");
        return placed_fail(placed, object->element.offset, err);
    }
    mlf_corners(change->bbox, wanted);
    for (int k = 2; k < 4 && !format->corners; k++)
        wanted[k] = change->bbox[k];
    result = mlf_edits_box(edits, placed->file, placed->text.data, object->spans, object->numbers, wanted, &measure,
                           format->corners, err);
    rounded = edits->rounded; /* the box counts once */
    kept = edits->kept;
    if (!result && object->twins[0].length > 0)
        result = mlf_edits_box(edits, placed->file, placed->text.data, object->twins, object->numbers, wanted, &measure,
                               format->corners, err);
    edits->rounded = rounded;
    edits->kept = kept;
    return result;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    if (placed->format->relabel)
        return placed->format->relabel(placed, at, label, edits, err);
    return placed_put(placed, placed->items[at].label_span, label, edits, err);
}

int placed_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                const struct placed_format *format, void *context, struct mlf_edits *edits, struct mlf_err *err)
{
    struct placed placed;
    struct mlf_span gone = {0};
    int result = placed_open(&placed, dataset, file, format, context, err);

    if (!result && n > 0 && format->check_editable)
        result = format->check_editable(&placed.text, err);
    for (size_t i = 0; i < n && !result; i++) {
        if (changes[i].index >= placed.n)
            continue;
        if (changes[i].action == MLF_REMOVE)
            placed.items[changes[i].index].gone = 1;
        else if (changes[i].action != MLF_MARK)
            placed.items[changes[i].index].becomes = changes[i].label;
    }
    for (size_t i = 0; i < n && !result; i++) {
        const struct mlf_change *change = &changes[i];
        size_t at = change->index;

        if (at >= placed.n)
            result = mlf_fail(err, "'%s' has no object %zu", file, at);
        else if (change->action == MLF_MARK)
            result = format->mark(&placed, at, edits, err);
        else if (change->action == MLF_REMOVE)
            result = format->remove
                         ? format->remove(&placed, at, edits, err)
                         : mlf_remove_line(&gone, placed.items[at].element, file, placed.text.data, edits, err);
        else if (change->label)
            result = relabel(&placed, at, change->label, edits, err);
        if (!result && change->action == MLF_REBOX)
            result = rebox(&placed, &placed.items[at], change, edits, err);
    }
    if (!result)
        result = mlf_remove_lines(gone, file, placed.text.data, edits, err);
    placed_close(&placed);
    return result;
}

int placed_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      const struct placed_format *format, void *context, struct mlf_edits *edits, struct mlf_err *err)
{
    struct placed placed;
    int result = placed_open(&placed, dataset, file, format, context, err);

    for (size_t i = 0; i < n && !result; i++)
        result = changes[i].index < placed.n ? format->add(&placed, changes[i].index, changes[i].label, edits, err)
                                             : mlf_fail(err, "'%s' has no object %zu", file, changes[i].index);
    placed_close(&placed);
    return result;
}
