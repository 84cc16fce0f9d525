/* See masks-edit.h. */

#include "masks-edit.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/record/label-picture-edit.h"

/* Of Cityscapes' own classes those of which objects are told apart (cityscapesScripts, helpers/labels.py). */
enum { CITY_FIRST_THING = 24, CITY_LAST_THING = 33, CITY_OBJECTS = 1000 };

static void put(struct mlf_label_picture *picture, size_t i, unsigned value)
{
    unsigned short *pixel = picture->pixels + i * (size_t)picture->channels;

    for (int k = 0; k < picture->channels; k++)
        pixel[k] = (unsigned short)(picture->channels == 1 ? value : value >> (16 - 8 * k) & 255);
}

/* Gives the pixels of the object the value; with keep_void only those that have a class, where any has. */
static void paint(const struct masks_photo *photo, const struct masks_object *object, struct masks_picture *picture,
                  unsigned value, int keep_void)
{
    for (size_t k = 0; k < object->n && picture->file; k++) {
        const struct masks_run *run = &photo->runs[photo->order[object->first + k]];

        if (keep_void && object->in_class > 0 && photo->value_classes[run->value] == MASKS_NOTHING)
            continue;
        for (size_t x = run->x; x < run->end; x++)
            put(&picture->picture, run->y * (size_t)photo->width + x, value);
    }
}

/* Puts the file in front of the error. */
static int fail_in(const struct masks_picture *picture, struct mlf_err *err)
{
    return mlf_fail_at(err, "%s", picture->text.path);
}

/* Cityscapes' number of an object of the class: the first that is free in the picture. */
static int free_number(const struct masks_photo *photo, unsigned class, unsigned *value, struct mlf_err *err)
{
    const struct mlf_label_picture *picture = &photo->by_object.picture;
    size_t n = (size_t)picture->width * (size_t)picture->height;
    unsigned char taken[CITY_OBJECTS] = {0};

    for (size_t i = 0; i < n; i++)
        if (picture->pixels[i] / CITY_OBJECTS == class)
            taken[picture->pixels[i] % CITY_OBJECTS] = 1;
    for (*value = 0; *value < CITY_OBJECTS && taken[*value];)
        ++*value;
    if (*value == CITY_OBJECTS || class * CITY_OBJECTS + *value > 65535)
        return mlf_fail(err, "there is no number left for an object of class %u", class);
    *value += class * CITY_OBJECTS;
    return 0;
}

static int relabel_city(struct masks_photo *photo, const struct masks_object *object, long class, struct mlf_err *err)
{
    unsigned value = (unsigned)class;
    int is_thing = photo->classes->file ? object->is_instance : class >= CITY_FIRST_THING && class <= CITY_LAST_THING;

    if (!photo->by_object.file)
        return 0;
    if (is_thing && free_number(photo, (unsigned)class, &value, err))
        return fail_in(&photo->by_object, err);
    paint(photo, object, &photo->by_object, value, 0);
    return 0;
}

static int relabel(struct masks_photo *photo, const struct masks_object *object, const char *label, struct mlf_err *err)
{
    long class = masks_class_named(photo->classes, label);
    unsigned value;

    if (class < 0)
        return mlf_fail(err, "there is no class '%s' in %s: a class of masks is added by hand, with its colour", label,
                        photo->classes->file              ? photo->classes->file
                        : photo->kind == MASKS_CITYSCAPES ? "Cityscapes"
                        : photo->classes->names.n > 0     ? "Pascal VOC, whose palette the masks have"
                                                          : "the numbers of the masks");
    if (photo->classes->names.n > 0 && masks_class_is_nothing(photo->classes, (size_t) class))
        return mlf_fail(err, "'%s' stands for no object: flag the object as invalid instead", label);
    if (photo->by_class.file) {
        if (masks_value_for(photo->classes, &photo->by_class.picture, photo->by_colour, class, &value, err))
            return fail_in(&photo->by_class, err);
        paint(photo, object, &photo->by_class, value, 1);
    }
    return photo->kind == MASKS_CITYSCAPES ? relabel_city(photo, object, class, err) : 0;
}

/* Takes the object out: its pixels become background, or void. */
static int clear(struct masks_photo *photo, const struct masks_object *object, int as_void, struct mlf_err *err)
{
    static const struct masks_classes none = {.has_colours = 1};
    struct mlf_label_picture *picture = &photo->by_object.picture;
    int is_coloured = picture->channels == 3;
    unsigned value;

    if (photo->by_class.file) {
        if (masks_value_for_nothing(photo->classes, &photo->by_class.picture, photo->by_colour, as_void, &value, err))
            return fail_in(&photo->by_class, err);
        paint(photo, object, &photo->by_class, value, 0);
    }
    if (!photo->by_object.file)
        return 0;
    as_void = as_void && photo->kind == MASKS_VOC && (is_coloured || picture->depth == 8);
    if (masks_value_for_nothing(&none, picture, is_coloured, as_void, &value, err))
        return fail_in(&photo->by_object, err);
    paint(photo, object, &photo->by_object, value, 0);
    return 0;
}

static int add_steps(const struct masks_picture *picture, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_label_edit edit;
    int result;

    if (!picture->file)
        return 0;
    result = mlf_label_edit_make(&edit, &picture->picture, picture->text.data, picture->text.length, picture->text.path,
                                 err);
    for (int i = 0; i < 2 && !result; i++)
        if (edit.pieces[i].bytes)
            result = mlf_edits_replace(edits, picture->file, edit.pieces[i].at, edit.pieces[i].length,
                                       edit.pieces[i].bytes, edit.pieces[i].n, err);
    mlf_label_edit_free(&edit);
    return result;
}

int masks_edit(struct masks_photo *photo, const struct mlf_change *changes, size_t n, struct mlf_edits *edits,
               struct mlf_err *err)
{
    const char *file = (photo->by_class.file ? &photo->by_class : &photo->by_object)->file;
    int in_objects = photo->kind == MASKS_CITYSCAPES;

    for (size_t i = 0; i < n; i++) {
        const struct masks_object *object;

        if (changes[i].index >= photo->n)
            return mlf_fail(err, "'%s' has no object %zu", file, changes[i].index);
        object = &photo->objects[changes[i].index];
        if (changes[i].action == MLF_RELABEL ? relabel(photo, object, changes[i].label, err)
                                             : clear(photo, object, changes[i].action == MLF_MARK, err))
            return -1;
        in_objects |= changes[i].action != MLF_RELABEL && object->is_instance;
    }
    return add_steps(&photo->by_class, edits, err) || (in_objects && add_steps(&photo->by_object, edits, err)) ? -1 : 0;
}
