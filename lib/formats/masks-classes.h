/* Which class a number or colour of a picture stands for (private to the driver). */
#ifndef MLFIX_FORMATS_MASKS_CLASSES_H
#define MLFIX_FORMATS_MASKS_CLASSES_H

#include <stddef.h>

#include "masks-layout.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/label-picture.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_label_picture;

/* No class, but what stands for no object: background and void; a number or colour that is not listed. */
#define MASKS_NOTHING (-1L)
#define MASKS_UNKNOWN (-2L)

struct masks_classes {
    struct mlf_string_set names; /* by number; none: the numbers are the names */
    unsigned char (*colours)[3];
    size_t capacity;
    int has_colours;
    int columns[4]; /* of class_dict.csv: name, red, green, blue */
    char *file;     /* the list, relative to the root; NULL: no file names the classes */
};

/* Reads labelmap.txt, label_colors.txt, class_dict.csv or class_names.txt. Without one they are Cityscapes' where the
 * layout is; VOC's where the palette of the first picture is VOC's; else numbers. Free also after a failure. */
int masks_classes_read(struct masks_classes *classes, const struct mlf_dataset *dataset, enum masks_kind kind,
                       struct mlf_err *err);
void masks_classes_free(struct masks_classes *classes);

/* Whether the class stands for no object. */
int masks_class_is_nothing(const struct masks_classes *classes, size_t number);

/* The number of the class of that name, or -1. */
long masks_class_named(const struct masks_classes *classes, const char *name);

/* Whether the numbers of the picture are looked up by their colours. */
int masks_goes_by_colour(const struct masks_classes *classes, const struct mlf_label_picture *picture);

/* What a value of the picture (masks_value) stands for. */
long masks_class_of(const struct masks_classes *classes, const struct mlf_label_picture *picture, int by_colour,
                    unsigned value);

/* Writes the name of a class. */
void masks_class_name(const struct masks_classes *classes, long number, char *name, size_t size);

/* Pixel i: its number, or red, green and blue as one number. */
unsigned masks_value(const struct mlf_label_picture *picture, size_t i);

/* Whether the value is one of VOC's for no object: 0 and 255, black and 224,224,192. */
int masks_value_is_nothing(const struct mlf_label_picture *picture, unsigned value);

/* The value that the picture has for a class, or for what is no object any more: background, or void where is_void. A
 * palette may grow by it. Is an error where the picture has no room for it. */
int masks_value_for(const struct masks_classes *classes, struct mlf_label_picture *picture, int by_colour, long number,
                    unsigned *value, struct mlf_err *err);
int masks_value_for_nothing(const struct masks_classes *classes, struct mlf_label_picture *picture, int by_colour,
                            int is_void, unsigned *value, struct mlf_err *err);

#endif
