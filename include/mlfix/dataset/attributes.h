/* An attribute of objects, such as "occluded", in place of their labels (--label-field): what a driver says of it while
 * it reads, and what becomes of that. */
#ifndef MLFIX_DATASET_ATTRIBUTES_H
#define MLFIX_DATASET_ATTRIBUTES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

struct mlf_attributes {
    const char *field;             /* the one that is asked for */
    struct mlf_string_set names;   /* of all that any object had */
    struct mlf_string_set classes; /* the labels of objects that have the field; "" is that of those without a label */
    size_t with;                   /* objects that have it */
    char *value;                   /* that of the object being read, or NULL */
};

/* The object that is reported next has an attribute, whose value is `value`. Attributes may be NULL: nobody asks. The
 * first that is said of an object counts. */
int mlf_attributes_say(struct mlf_attributes *attributes, const char *name, const char *value, struct mlf_err *err);
int mlf_attributes_say_bytes(struct mlf_attributes *attributes, const char *name, const char *value, size_t length,
                             struct mlf_err *err);

/* Takes an attribute of objects for their label; an error where the format has none that are read. The name must
 * outlive the dataset. */
int mlf_attributes_ask(struct mlf_dataset *dataset, const char *field, struct mlf_err *err);

/* Reports every object as mlf_driver.read does. Where an attribute is asked for, its value is the label of each object
 * (NULL where it has none) and the object's own label is own_label. An error that names the nearest attribute, and all,
 * where no object has the one that is asked for. */
int mlf_attributes_read(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err);

/* Whether objects of the class (NULL: without a label) have the attribute at all, after a reading. */
int mlf_attributes_of_class(const struct mlf_attributes *attributes, const char *label);

/* Adds the values that objects have, and where all are "true" and "false" both of these. */
int mlf_attributes_values(const struct mlf_dataset *dataset, struct mlf_string_set *values, struct mlf_err *err);

void mlf_attributes_free(struct mlf_attributes *attributes);

#endif
