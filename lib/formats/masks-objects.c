/* See masks-objects.h. */

#include "masks-objects.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/mask.h"

/* From this number on a pixel of Cityscapes is one of object number - 1000 * class. */
#define CITY_OBJECTS 1000

/* ---- Pictures ---- */

static int open_picture(struct masks_picture *picture, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    char *path;
    int failed;

    if (!picture->file)
        return 0;
    path = mlf_path_join(dataset->root, picture->file, err);
    failed = !path || mlf_map_path(&picture->text, path, err) || mlf_note_read(dataset, picture->file, err);
    free(path);
    if (failed)
        return -1;
    if (picture->text.length > MLF_LIMIT_PHOTO_FILE)
        return mlf_fail(err, "'%s' has more than %zu bytes", picture->text.path, (size_t)MLF_LIMIT_PHOTO_FILE);
    return mlf_label_picture_decode(&picture->picture, picture->text.data, picture->text.length, picture->text.path,
                                    err);
}

static void close_picture(struct masks_picture *picture)
{
    if (picture->text.path)
        mlf_unmap(&picture->text);
    mlf_label_picture_free(&picture->picture);
    free(picture->file);
}

static int open_pictures(struct masks_photo *photo, const struct mlf_dataset *dataset, const char *file,
                         struct mlf_err *err)
{
    struct masks_picture *by_class = &photo->by_class;
    struct masks_picture *by_object = &photo->by_object;
    const struct mlf_label_picture *classes;

    if (masks_pictures(dataset, photo->kind, file, &by_class->file, &by_object->file, err) ||
        open_picture(by_class, dataset, err) || open_picture(by_object, dataset, err))
        return -1;
    classes = by_class->file ? &by_class->picture : &by_object->picture;
    photo->width = classes->width;
    photo->height = classes->height;
    photo->by_colour = photo->kind != MASKS_CITYSCAPES && masks_goes_by_colour(photo->classes, classes);
    if (photo->by_colour && photo->classes->names.n == 0)
        return mlf_fail(err, "'%s' holds colours, and no labelmap.txt says which classes they are",
                        by_class->text.path);
    if (photo->kind == MASKS_CITYSCAPES &&
        (classes->channels != 1 || (by_object->file && by_object->picture.channels != 1)))
        return mlf_fail(err, "'%s' holds colours where numbers of classes and objects belong",
                        by_class->file && classes->channels != 1 ? by_class->text.path : by_object->text.path);
    if (by_class->file && by_object->file &&
        (by_object->picture.width != photo->width || by_object->picture.height != photo->height))
        return mlf_fail(err, "'%s' has %d x %d pixels, and '%s' %d x %d", by_object->text.path,
                        by_object->picture.width, by_object->picture.height, by_class->text.path, photo->width,
                        photo->height);
    return 0;
}

/* ---- Values ---- */

/* The number of the object at a pixel, or 0. */
static unsigned object_at(const struct masks_photo *photo, size_t i)
{
    const struct mlf_label_picture *picture = &photo->by_object.picture;
    unsigned value;

    if (!photo->by_object.file)
        return 0;
    value = masks_value(picture, i);
    if (photo->kind == MASKS_CITYSCAPES)
        return value < CITY_OBJECTS ? 0 : value;
    return masks_value_is_nothing(picture, value) ? 0 : value;
}

static unsigned class_at(const struct masks_photo *photo, size_t i)
{
    unsigned value = masks_value(photo->by_class.file ? &photo->by_class.picture : &photo->by_object.picture, i);

    return photo->by_class.file || value < CITY_OBJECTS ? value : value / CITY_OBJECTS;
}

/* Values as they come, with the numbers that they get. */
struct numbering {
    struct mlf_string_set seen;
    unsigned last;
    size_t number;
    int has_last;
};

static int number_of(struct numbering *numbering, unsigned value, int *added, struct mlf_err *err)
{
    *added = 0;
    if (numbering->has_last && numbering->last == value)
        return 0;
    numbering->last = value;
    numbering->has_last = 1;
    return mlf_string_set_add_bytes(&numbering->seen, (const char *)&value, sizeof value, &numbering->number, added,
                                    err);
}

/* The number of a value of classes, whose class is found when it comes first. */
static int number_value(struct masks_photo *photo, struct numbering *numbering, unsigned value, struct mlf_err *err)
{
    const struct mlf_label_picture *picture =
        photo->by_class.file ? &photo->by_class.picture : &photo->by_object.picture;
    int added;

    if (number_of(numbering, value, &added, err))
        return -1;
    if (!added)
        return 0;
    if (mlf_grow(&photo->values, &photo->value_capacity, photo->n_values + 1, sizeof *photo->values, err) ||
        mlf_grow(&photo->value_classes, &photo->class_capacity, photo->n_values + 1, sizeof *photo->value_classes, err))
        return -1;
    photo->values[photo->n_values] = value;
    photo->value_classes[photo->n_values++] = masks_class_of(photo->classes, picture, photo->by_colour, value);
    return 0;
}

/* ---- Runs ---- */

/* Runs that belong together are a tree, whose root is the first of them: masks_run.object is the one above. */
static uint32_t root_of(struct masks_run *runs, uint32_t i)
{
    while (runs[i].object != i)
        i = runs[i].object = runs[runs[i].object].object;
    return i;
}

static void join(struct masks_run *runs, uint32_t a, uint32_t b)
{
    a = root_of(runs, a);
    b = root_of(runs, b);
    runs[a > b ? a : b].object = a > b ? b : a;
}

struct gathering {
    struct masks_photo *photo;
    struct numbering classes, objects;
    size_t *first; /* run of each object with a number */
    size_t first_capacity;
    uint32_t *owners; /* of each run, the object's number + 1, or 0 */
    size_t owner_capacity;
    size_t above, above_end; /* the runs of the row above */
};

static int add_run(struct gathering *gathering, struct masks_run run, unsigned object, struct mlf_err *err)
{
    struct masks_photo *photo = gathering->photo;
    size_t number = photo->n_runs;
    int added = 0;

    if (number >= MLF_LIMIT_MASK_RUNS)
        return mlf_fail(err, "'%s' has more than " MLF_LIMIT_TEXT(MLF_LIMIT_MASK_RUNS) " runs of pixels of one class",
                        (photo->by_class.file ? &photo->by_class : &photo->by_object)->text.path);
    run.object = (uint32_t)number;
    if (mlf_grow(&photo->runs, &photo->run_capacity, number + 1, sizeof *photo->runs, err) ||
        mlf_grow(&gathering->owners, &gathering->owner_capacity, number + 1, sizeof *gathering->owners, err) ||
        (object && number_of(&gathering->objects, object, &added, err)))
        return -1;
    gathering->owners[number] = object ? (uint32_t)gathering->objects.number + 1 : 0;
    photo->runs[photo->n_runs++] = run;
    if (added)
        return mlf_set_at(&gathering->first, &gathering->first_capacity, gathering->objects.number, number, err);
    if (object) {
        join(photo->runs, (uint32_t)gathering->first[gathering->objects.number], run.object);
        return 0;
    }
    while (gathering->above < gathering->above_end && photo->runs[gathering->above].end < run.x)
        gathering->above++;
    for (size_t i = gathering->above; i < gathering->above_end && photo->runs[i].x <= run.end; i++)
        if (!gathering->owners[i] && photo->runs[i].value == run.value)
            join(photo->runs, (uint32_t)i, run.object);
    return 0;
}

static int gather_row(struct gathering *gathering, size_t y, struct mlf_err *err)
{
    struct masks_photo *photo = gathering->photo;
    size_t width = (size_t)photo->width;
    size_t row = photo->n_runs;

    for (size_t x = 0, end; x < width; x = end) {
        unsigned value = class_at(photo, y * width + x);
        unsigned object = object_at(photo, y * width + x);

        for (end = x + 1;
             end < width && class_at(photo, y * width + end) == value && object_at(photo, y * width + end) == object;)
            end++;
        if (number_value(photo, &gathering->classes, value, err))
            return -1;
        if (!object && photo->value_classes[gathering->classes.number] == MASKS_NOTHING)
            continue;
        if (add_run(gathering,
                    (struct masks_run){.y = (uint32_t)y,
                                       .x = (uint32_t)x,
                                       .end = (uint32_t)end,
                                       .value = (uint32_t)gathering->classes.number},
                    object, err))
            return -1;
    }
    gathering->above = row;
    gathering->above_end = photo->n_runs;
    return 0;
}

static int gather(struct masks_photo *photo, struct gathering *gathering, struct mlf_err *err)
{
    int result = 0;

    for (size_t y = 0; y < (size_t)photo->height && !result; y++)
        result = gather_row(gathering, y, err);
    return result;
}

/* ---- Objects ---- */

/* Makes masks_run.object the number of the object, in the order of their first runs. */
static int number_objects(struct masks_photo *photo, const uint32_t *owners, struct mlf_err *err)
{
    struct masks_run *runs = photo->runs;
    size_t n = 0;

    for (size_t i = 0; i < photo->n_runs; i++)
        n += root_of(runs, (uint32_t)i) == i;
    if (n > MLF_LIMIT_MASK_OBJECTS)
        return mlf_fail(err, "'%s' has more than " MLF_LIMIT_TEXT(MLF_LIMIT_MASK_OBJECTS) " objects",
                        (photo->by_class.file ? &photo->by_class : &photo->by_object)->text.path);
    if (!(photo->objects = mlf_alloc(n, sizeof *photo->objects, err)) ||
        !(photo->order = mlf_alloc(photo->n_runs, sizeof *photo->order, err)))
        return -1;
    for (size_t i = 0; i < photo->n_runs; i++) { /* a root stands before its runs */
        struct masks_object *object;

        if (root_of(runs, (uint32_t)i) == i)
            photo->order[i] = (uint32_t)photo->n++;
        else
            photo->order[i] = photo->order[runs[i].object];
        object = &photo->objects[photo->order[i]];
        object->is_instance = owners[i] != 0;
        object->n++;
    }
    for (size_t i = 0; i < photo->n_runs; i++)
        runs[i].object = photo->order[i];
    return 0;
}

/* Puts the runs in order and finds the boxes. */
static void collect(struct masks_photo *photo)
{
    for (size_t i = 0, at = 0; i < photo->n; i++) {
        photo->objects[i].first = at;
        at += photo->objects[i].n;
        photo->objects[i].n = 0;
    }
    for (size_t i = 0; i < photo->n_runs; i++) {
        const struct masks_run *run = &photo->runs[i];
        struct masks_object *object = &photo->objects[run->object];
        int is_first = object->n == 0;

        photo->order[object->first + object->n++] = (uint32_t)i;
        object->pixels += run->end - run->x;
        object->box[0] = is_first || run->x < object->box[0] ? run->x : object->box[0];
        object->box[1] = is_first ? run->y : object->box[1];
        object->box[2] = run->end > object->box[2] ? run->end : object->box[2];
        object->box[3] = run->y + 1;
    }
}

/* The class that most of the object's pixels have. */
static void vote(const struct masks_photo *photo, struct masks_object *object, size_t *counts)
{
    const uint32_t *order = photo->order + object->first;

    object->class = MASKS_NOTHING;
    for (size_t i = 0; i < object->n; i++) {
        const struct masks_run *run = &photo->runs[order[i]];
        size_t n = counts[run->value] += run->end - run->x;

        if (photo->value_classes[run->value] == MASKS_NOTHING || n <= object->in_class)
            continue;
        object->in_class = n;
        object->class = photo->value_classes[run->value];
        object->value = photo->values[run->value];
    }
    for (size_t i = 0; i < object->n; i++)
        counts[photo->runs[order[i]].value] = 0;
}

int masks_photo_open(struct masks_photo *photo, const struct mlf_dataset *dataset, enum masks_kind kind,
                     const struct masks_classes *classes, const char *file, struct mlf_err *err)
{
    struct gathering gathering = {.photo = photo};
    size_t *counts = NULL;
    int result;

    *photo = (struct masks_photo){.kind = kind, .classes = classes};
    result = open_pictures(photo, dataset, file, err) || gather(photo, &gathering, err) ||
                     number_objects(photo, gathering.owners, err) ||
                     !(counts = mlf_alloc(photo->n_values, sizeof *counts, err))
                 ? -1
                 : 0;
    if (!result)
        collect(photo);
    for (size_t i = 0; i < photo->n && !result; i++)
        vote(photo, &photo->objects[i], counts);
    mlf_string_set_free(&gathering.classes.seen);
    mlf_string_set_free(&gathering.objects.seen);
    free(gathering.first);
    free(gathering.owners);
    free(counts);
    return result;
}

void masks_photo_close(struct masks_photo *photo)
{
    close_picture(&photo->by_class);
    close_picture(&photo->by_object);
    free(photo->runs);
    free(photo->order);
    free(photo->values);
    free(photo->value_classes);
    free(photo->objects);
    *photo = (struct masks_photo){.n = 0};
}

int masks_photo_mask(const struct masks_photo *photo, size_t i, struct mlf_mask *mask, struct mlf_err *err)
{
    const struct masks_object *object = &photo->objects[i];
    size_t width = object->box[2] - object->box[0];
    size_t at = 0;

    mlf_mask_clear(mask);
    mask->left = (int)object->box[0];
    mask->top = (int)object->box[1];
    mask->width = (int)width;
    mask->height = (int)(object->box[3] - object->box[1]);
    mask->by_rows = 1;
    for (size_t k = 0; k < object->n; k++) {
        const struct masks_run *run = &photo->runs[photo->order[object->first + k]];
        size_t begin = (run->y - object->box[1]) * width + run->x - object->box[0];

        if (mlf_mask_add_run(mask, (double)(begin - at), err) ||
            mlf_mask_add_run(mask, (double)(run->end - run->x), err))
            return -1;
        at = begin + run->end - run->x;
    }
    return mlf_mask_add_run(mask, (double)(width * (size_t)mask->height - at), err);
}
