/* The objects of a photo's pictures of classes and of objects (private to the driver). */
#ifndef MLFIX_FORMATS_MASKS_OBJECTS_H
#define MLFIX_FORMATS_MASKS_OBJECTS_H

#include <stddef.h>
#include <stdint.h>

#include "masks-classes.h"
#include "masks-layout.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/record/label-picture.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_mask;

/* Pixels of one object and one class beside each other in a row. */
struct masks_run {
    uint32_t y, x, end;
    uint32_t object;
    uint32_t value; /* its number among the values of classes */
};

struct masks_object {
    size_t first, n;         /* its runs, in `order` */
    uint32_t box[4];         /* left, top, right, bottom */
    int is_instance;         /* it stands in the picture of objects */
    long class;              /* that most of its pixels have; MASKS_NOTHING: none has one; MASKS_UNKNOWN */
    unsigned value;          /* of that class in the picture */
    size_t pixels, in_class; /* how many it has, and of those in that class */
};

struct masks_picture {
    char *file; /* relative to the root; NULL: there is none */
    struct mlf_mapping text;
    struct mlf_label_picture picture;
};

/* What an annotation file stands for. */
struct masks_photo {
    enum masks_kind kind;
    const struct masks_classes *classes;
    struct masks_picture by_class, by_object;
    int width, height;
    int by_colour; /* the picture of classes */
    struct masks_run *runs;
    size_t n_runs, run_capacity;
    uint32_t *order;  /* of runs, object by object */
    unsigned *values; /* of classes */
    long *value_classes;
    size_t n_values, value_capacity, class_capacity;
    struct masks_object *objects; /* in the order of their first pixels */
    size_t n;
};

/* Reads the pictures of an annotation file, and finds their objects: each number of the picture of objects is one, and
 * so is what hangs together of one class, by sides or corners, where there is no such number. Close also after a
 * failure. */
int masks_photo_open(struct masks_photo *photo, const struct mlf_dataset *dataset, enum masks_kind kind,
                     const struct masks_classes *classes, const char *file, struct mlf_err *err);
void masks_photo_close(struct masks_photo *photo);

/* Fills the mask of object i. */
int masks_photo_mask(const struct masks_photo *photo, size_t i, struct mlf_mask *mask, struct mlf_err *err);

#endif
