/* See labels.h. */
#include "labels.h"

static int add_label(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    return object->label ? mlf_string_set_add(context, object->label, NULL, NULL, err) : 0;
}

int mlf_labels_by_reading(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    return dataset->driver->read(dataset, add_label, names, err);
}
