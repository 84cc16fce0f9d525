/* See labels.h. */
#include "mlfix/dataset/labels.h"

#include <stdio.h>
#include <string.h>

static int add_label(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    return object->label ? mlf_string_set_add(context, object->label, NULL, NULL, err) : 0;
}

int mlf_labels_by_reading(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    return dataset->driver->read(dataset, add_label, names, err);
}

struct newcomer {
    const char *label;
    char number[32];
};

static int refuse_taken(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    const struct newcomer *newcomer = context;

    if (!object->unnamed || strcmp(object->unnamed, newcomer->number) != 0)
        return 0;
    return mlf_fail(
        err,
        "'%s' would be class %s, a number that '%s' has already and that no name belongs to: name or correct "
        "class %s first",
        newcomer->label, newcomer->number, object->id, newcomer->number);
}

int mlf_labels_number_is_free(const struct mlf_dataset *dataset, size_t number, const char *label, struct mlf_err *err)
{
    struct newcomer newcomer = {.label = label};

    snprintf(newcomer.number, sizeof newcomer.number, "%zu", number);
    return dataset->driver->read(dataset, refuse_taken, &newcomer, err);
}
