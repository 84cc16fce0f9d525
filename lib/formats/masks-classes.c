/* See masks-classes.h. labelmap.txt is CVAT's and Datumaro's ("name:r,g,b:parts:actions"), label_colors.txt CamVid's
 * ("r g b name"), class_names.txt that of LabelMe's labelme2voc.py and codes.txt
 * that of fast.ai's copy (a name a line). The names of VOC and how it colours
 * numbers are those of its development kit (VOCinit.m, VOClabelcolormap.m), Cityscapes' those of cityscapesScripts
 * (helpers/labels.py). */

#include "masks-classes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "masks-row.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

#define VOID_NUMBER 255
#define VOID_COLOUR 0xe0e0c0u

static const char *const voc_names[] = {"background", "aeroplane", "bicycle",   "bird",   "boat",        "bottle",
                                        "bus",        "car",       "cat",       "chair",  "cow",         "diningtable",
                                        "dog",        "horse",     "motorbike", "person", "pottedplant", "sheep",
                                        "sofa",       "train",     "tvmonitor", NULL};

static const char *const city_names[] = {"unlabeled",
                                         "ego vehicle",
                                         "rectification border",
                                         "out of roi",
                                         "static",
                                         "dynamic",
                                         "ground",
                                         "road",
                                         "sidewalk",
                                         "parking",
                                         "rail track",
                                         "building",
                                         "wall",
                                         "fence",
                                         "guard rail",
                                         "bridge",
                                         "tunnel",
                                         "pole",
                                         "polegroup",
                                         "traffic light",
                                         "traffic sign",
                                         "vegetation",
                                         "terrain",
                                         "sky",
                                         "person",
                                         "rider",
                                         "car",
                                         "truck",
                                         "bus",
                                         "caravan",
                                         "trailer",
                                         "train",
                                         "motorcycle",
                                         "bicycle",
                                         NULL};

/* ---- Colours ---- */

/* The colour of a number in VOC: its bits, from the lowest on, become bits of red, green and blue, from the highest
 * on. */
static void voc_colour(unsigned number, unsigned char colour[3])
{
    memset(colour, 0, 3);
    for (unsigned bit = 0; bit < 8; bit++, number >>= 3)
        for (unsigned k = 0; k < 3; k++)
            colour[k] |= (unsigned char)((number >> k & 1) << (7 - bit));
}

static unsigned packed(const unsigned char colour[3])
{
    return (unsigned)colour[0] << 16 | (unsigned)colour[1] << 8 | colour[2];
}

static int has_voc_palette(const struct mlf_label_picture *picture)
{
    unsigned char colour[3];

    for (unsigned i = 0; voc_names[i]; i++) {
        voc_colour(i, colour);
        if ((int)i >= picture->palette_size || packed(colour) != packed(picture->palette[i]))
            return 0;
    }
    return 1;
}

/* ---- Lists ---- */

static int is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (!strcasecmp(name, *names))
            return 1;
    return 0;
}

/* Of a void class no object is known either. */
static int is_void(const char *name)
{
    static const char *const names[] = {"void", "ignore", "ignored", "__ignore__", "unlabeled", "unlabelled", NULL};

    return is_one_of(name, names);
}

static int is_background(const char *name)
{
    static const char *const names[] = {"background", "_background_", "__background__",       "bg",         "unlabeled",
                                        "unlabelled", "ego vehicle",  "rectification border", "out of roi", NULL};

    return is_one_of(name, names);
}

static int add(struct masks_classes *classes, const char *name, size_t length, const unsigned char colour[3],
               struct mlf_err *err)
{
    size_t number;
    int added;

    if (length == 0 || memchr(name, '\0', length))
        return mlf_fail(err, "the class has no name");
    if (mlf_string_set_add_bytes(&classes->names, name, length, &number, &added, err))
        return -1;
    if (!added)
        return mlf_fail(err, "the class '%s' is listed twice", classes->names.items[number]);
    for (size_t i = 0; i < number && colour; i++)
        if (packed(classes->colours[i]) == packed(colour))
            return mlf_fail(err, "the classes '%s' and '%s' have the same colour", classes->names.items[i],
                            classes->names.items[number]);
    if (mlf_grow(&classes->colours, &classes->capacity, number + 1, sizeof *classes->colours, err))
        return -1;
    if (colour)
        memcpy(classes->colours[number], colour, 3);
    else
        voc_colour((unsigned)number, classes->colours[number]);
    return 0;
}

/* Three numbers of 0 to 255 with one of the letters of `between` in between, from *at on, which moves behind them: 1,
 * or 0 where they are none. */
static int read_colour(const char *text, size_t end, size_t *at, const char *between, unsigned char colour[3])
{
    for (int k = 0; k < 3; k++) {
        unsigned value = 0;
        size_t first;

        while (*at < end && (text[*at] == ' ' || text[*at] == '\t' || (k && strchr(between, text[*at]))))
            (*at)++;
        for (first = *at; *at < end && *at - first < 3 && text[*at] >= '0' && text[*at] <= '9'; (*at)++)
            value = value * 10 + (unsigned)(text[*at] - '0');
        if (*at == first || value > 255)
            return 0;
        colour[k] = (unsigned char)value;
    }
    return *at == end || text[*at] < '0' || text[*at] > '9';
}

static int add_mapped(struct masks_classes *classes, const char *text, struct mlf_span line, struct mlf_err *err)
{
    const char *name = text + line.offset;
    const char *colon = memchr(name, ':', line.length);
    size_t end = line.offset + line.length;
    size_t at = colon ? (size_t)(colon - text) + 1 : end;
    const char *next = at < end ? memchr(text + at, ':', end - at) : NULL;
    size_t stop = next ? (size_t)(next - text) : end;
    unsigned char colour[3];
    int is_given;

    if (!colon)
        return mlf_fail(err, "the line is no 'name:r,g,b:parts:actions'");
    is_given = stop > at;
    if (is_given && (!read_colour(text, stop, &at, ",", colour) || at != stop))
        return mlf_fail(err, "the class has no colour of three numbers from 0 to 255");
    return add(classes, name, (size_t)(colon - name), is_given ? colour : NULL, err);
}

static int add_coloured(struct masks_classes *classes, const char *text, struct mlf_span line, struct mlf_err *err)
{
    size_t end = line.offset + line.length;
    size_t at = line.offset;
    unsigned char colour[3];

    if (!read_colour(text, end, &at, "", colour))
        return mlf_fail(err, "the line is no 'r g b name'");
    while (at < end && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return add(classes, text + at, end - at, colour, err);
}

static int add_name(struct masks_classes *classes, const char *text, struct mlf_span line, struct mlf_err *err)
{
    return add(classes, text + line.offset, line.length, NULL, err);
}

/* A row of class_dict.csv, or its heading. */
static int add_row(struct masks_classes *classes, const char *text, struct mlf_span line, struct mlf_err *err)
{
    struct mlf_span name;
    unsigned char colour[3];

    if (classes->names.n == 0 && masks_row_heading(text, line, classes->columns))
        return 0;
    return masks_row_read(text, line, classes->columns, &name, colour, err) ||
                   add(classes, text + name.offset, name.length, colour, err)
               ? -1
               : 0;
}

static const struct list {
    const char *file;
    int (*add)(struct masks_classes *classes, const char *text, struct mlf_span line, struct mlf_err *err);
} lists[] = {{"labelmap.txt", add_mapped},
             {"label_colors.txt", add_coloured},
             {"class_dict.csv", add_row},
             {"class_names.txt", add_name},
             {"codes.txt", add_name}};

static int read_list(struct masks_classes *classes, const struct mlf_dataset *dataset, const struct list *list,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    struct mlf_span line;
    size_t bad;
    int result = 0;

    if (mlf_map(&text, dataset, list->file, err))
        return -1;
    if (!mlf_utf8_is_valid(text.data, text.length, &bad)) {
        mlf_fail(err, "the file is no text in UTF-8");
        result = mlf_fail_in(err, text.path, text.data, text.length, bad);
    }
    for (size_t at = 0; !result && mlf_next_line(text.data, text.length, &at, &line, NULL);) {
        if (line.length == 0 || text.data[line.offset] == '#')
            continue;
        if (list->add(classes, text.data, line, err))
            result = mlf_fail_in(err, text.path, text.data, text.length, line.offset);
    }
    classes->has_colours = 1;
    if (!result && classes->names.n == 0)
        result = mlf_fail(err, "'%s' lists no class", text.path);
    mlf_unmap(&text);
    if (!result && !(classes->file = mlf_strdup(list->file, err)))
        result = -1;
    return result;
}

static int take_names(struct masks_classes *classes, const char *const *names, struct mlf_err *err)
{
    for (; *names; names++)
        if (add(classes, *names, strlen(*names), NULL, err))
            return -1;
    return 0;
}

/* VOC's names, where the first picture has VOC's palette. */
static int guess(struct masks_classes *classes, const struct mlf_dataset *dataset, enum masks_kind kind,
                 struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_label_picture picture = {.width = 0};
    char *path = NULL;
    int result = masks_files(dataset, kind, &files, err);

    if (!result && files.n > 0) {
        path = mlf_path_join(dataset->root, files.items[0], err);
        result = path ? mlf_label_picture_read(&picture, path, err) : -1;
    }
    if (!result && has_voc_palette(&picture)) {
        classes->has_colours = 1;
        result = take_names(classes, voc_names, err);
    }
    mlf_label_picture_free(&picture);
    mlf_string_set_free(&files);
    free(path);
    return result;
}

int masks_classes_read(struct masks_classes *classes, const struct mlf_dataset *dataset, enum masks_kind kind,
                       struct mlf_err *err)
{
    *classes = (struct masks_classes){.columns = {0, 1, 2, 3}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (mlf_is_file(dataset->root, lists[i].file))
            return read_list(classes, dataset, &lists[i], err);
    return kind == MASKS_CITYSCAPES ? take_names(classes, city_names, err) : guess(classes, dataset, kind, err);
}

void masks_classes_free(struct masks_classes *classes)
{
    mlf_string_set_free(&classes->names);
    free(classes->colours);
    free(classes->file);
    *classes = (struct masks_classes){.has_colours = 0};
}

int masks_class_is_nothing(const struct masks_classes *classes, size_t number)
{
    return is_void(classes->names.items[number]) || is_background(classes->names.items[number]);
}

long masks_class_named(const struct masks_classes *classes, const char *name)
{
    size_t number = mlf_string_set_find(&classes->names, name);
    double value;

    if (classes->names.n > 0)
        return number == MLF_NO_STRING ? -1 : (long)number;
    if (strspn(name, "0123456789") != strlen(name) || (*name == '0' && name[1]) || !mlf_number(name, &value) ||
        value < 1 || value > 65535 || value == VOID_NUMBER)
        return -1;
    return (long)value;
}

void masks_class_name(const struct masks_classes *classes, long number, char *name, size_t size)
{
    if (classes->names.n > 0)
        snprintf(name, size, "%s", classes->names.items[number]);
    else
        snprintf(name, size, "%ld", number);
}

/* ---- Values of pictures ---- */

unsigned masks_value(const struct mlf_label_picture *picture, size_t i)
{
    const unsigned short *pixel = picture->pixels + i * (size_t)picture->channels;

    return picture->channels == 1 ? *pixel : (unsigned)pixel[0] << 16 | (unsigned)pixel[1] << 8 | pixel[2];
}

int masks_value_is_nothing(const struct mlf_label_picture *picture, unsigned value)
{
    return value == 0 || value == (picture->channels == 1 ? VOID_NUMBER : VOID_COLOUR);
}

static long class_of_colour(const struct masks_classes *classes, unsigned colour)
{
    for (size_t i = 0; i < classes->names.n; i++)
        if (packed(classes->colours[i]) == colour)
            return masks_class_is_nothing(classes, i) ? MASKS_NOTHING : (long)i;
    return MASKS_UNKNOWN;
}

int masks_goes_by_colour(const struct masks_classes *classes, const struct mlf_label_picture *picture)
{
    if (picture->channels == 3)
        return 1;
    for (int i = 1; i < picture->palette_size && classes->has_colours; i++)
        if (class_of_colour(classes, packed(picture->palette[i])) >= 0)
            return 1;
    return 0;
}

long masks_class_of(const struct masks_classes *classes, const struct mlf_label_picture *picture, int by_colour,
                    unsigned value)
{
    long found = MASKS_UNKNOWN;

    if (by_colour && picture->channels == 3)
        found = class_of_colour(classes, value);
    else if (by_colour && value < (unsigned)picture->palette_size)
        found = class_of_colour(classes, packed(picture->palette[value]));
    else if (!by_colour && classes->names.n == 0)
        found = masks_value_is_nothing(picture, value) ? MASKS_NOTHING : (long)value;
    else if (!by_colour && value < classes->names.n)
        found = masks_class_is_nothing(classes, value) ? MASKS_NOTHING : (long)value;
    return found == MASKS_UNKNOWN && masks_value_is_nothing(picture, value) ? MASKS_NOTHING : found;
}

/* The number of the colour in the palette, which may grow by it: 1, or 0 where there is no room. */
static int find_in_palette(struct mlf_label_picture *picture, unsigned colour, unsigned *value)
{
    for (int i = 0; i < picture->palette_size; i++)
        if (packed(picture->palette[i]) == colour) {
            *value = (unsigned)i;
            return 1;
        }
    if (picture->palette_size >= 1 << picture->depth)
        return 0;
    *value = (unsigned)picture->palette_size;
    for (int k = 0; k < 3; k++)
        picture->palette[picture->palette_size][k] = (unsigned char)(colour >> (16 - 8 * k));
    picture->palette_size++;
    return 1;
}

static int put_colour(struct mlf_label_picture *picture, unsigned colour, unsigned *value, struct mlf_err *err)
{
    *value = colour;
    if (picture->channels == 1 && !find_in_palette(picture, colour, value))
        return mlf_fail(err, "its palette of %d colours has no room for %u,%u,%u", picture->palette_size, colour >> 16,
                        colour >> 8 & 255, colour & 255);
    return 0;
}

/* A palette gets VOC's colours up to the number. */
static int put_number(struct mlf_label_picture *picture, unsigned number, unsigned *value, struct mlf_err *err)
{
    *value = number;
    if (number >= 1u << picture->depth)
        return mlf_fail(err, "it has %d bits a pixel, in which there is no number %u", picture->depth, number);
    while (picture->palette_size > 0 && number >= (unsigned)picture->palette_size) {
        voc_colour((unsigned)picture->palette_size, picture->palette[picture->palette_size]);
        picture->palette_size++;
    }
    return 0;
}

int masks_value_for(const struct masks_classes *classes, struct mlf_label_picture *picture, int by_colour, long number,
                    unsigned *value, struct mlf_err *err)
{
    return by_colour ? put_colour(picture, packed(classes->colours[number]), value, err)
                     : put_number(picture, (unsigned)number, value, err);
}

int masks_value_for_nothing(const struct masks_classes *classes, struct mlf_label_picture *picture, int by_colour,
                            int as_void, unsigned *value, struct mlf_err *err)
{
    long listed = -1;

    for (size_t i = classes->names.n; i-- > 0;)
        if (as_void ? is_void(classes->names.items[i]) : is_background(classes->names.items[i]))
            listed = (long)i;
    for (size_t i = classes->names.n; i-- > 0 && listed < 0;)
        if (!as_void && is_void(classes->names.items[i]))
            listed = (long)i;
    if (listed >= 0)
        return masks_value_for(classes, picture, by_colour, listed, value, err);
    if (!as_void) {
        *value = 0;
        return 0;
    }
    return by_colour ? put_colour(picture, VOID_COLOUR, value, err) : put_number(picture, VOID_NUMBER, value, err);
}
