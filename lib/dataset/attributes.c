/* See mlfix/attributes.h. */

#include "mlfix/dataset/attributes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/nearest-word.h"

/* So many attributes are named where one is not there. */
#define MOST_NAMED 40

int mlf_attributes_say_bytes(struct mlf_attributes *attributes, const char *name, const char *value, size_t length,
                             struct mlf_err *err)
{
    if (!attributes)
        return 0;
    if (mlf_string_set_add(&attributes->names, name, NULL, NULL, err))
        return -1;
    if (attributes->value || strcmp(name, attributes->field) != 0)
        return 0;
    return (attributes->value = mlf_strndup(value, length, err)) ? 0 : -1;
}

int mlf_attributes_say(struct mlf_attributes *attributes, const char *name, const char *value, struct mlf_err *err)
{
    return attributes ? mlf_attributes_say_bytes(attributes, name, value, strlen(value), err) : 0;
}

int mlf_attributes_ask(struct mlf_dataset *dataset, const char *field, struct mlf_err *err)
{
    struct mlf_buf known = {0};

    if (!dataset->driver->attributes) {
        for (size_t i = 0; mlf_drivers[i]; i++)
            if (mlf_drivers[i]->attributes)
                mlf_buf_printf(&known, "%s%s", known.length ? ", " : "", mlf_drivers[i]->name);
        if (!mlf_buf_check(&known, err))
            mlf_fail(err, "--label-field: no attributes are read of the format %s, but of %s", dataset->driver->name,
                     known.data);
        mlf_buf_free(&known);
        return -1;
    }
    if (!dataset->attributes && !(dataset->attributes = mlf_alloc(1, sizeof *dataset->attributes, err)))
        return -1;
    dataset->attributes->field = field;
    return 0;
}

struct relabelling {
    struct mlf_attributes *attributes;
    mlf_object_sink *sink;
    void *context;
};

static int relabel(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct relabelling *relabelling = context;
    struct mlf_attributes *attributes = relabelling->attributes;
    struct mlf_object changed = *object;
    int result;

    if (attributes->value && *attributes->value) {
        attributes->with++;
        if (mlf_string_set_add(&attributes->classes, object->label ? object->label : "", NULL, NULL, err))
            return -1;
    }
    changed.own_label = object->label;
    changed.label = attributes->value && *attributes->value ? attributes->value : NULL;
    result = relabelling->sink(relabelling->context, &changed, err);
    free(attributes->value);
    attributes->value = NULL;
    return result;
}

static int fail_unknown(const struct mlf_dataset *dataset, const struct mlf_attributes *attributes, struct mlf_err *err)
{
    struct mlf_nearest nearest;
    struct mlf_buf list = {0};
    const char *near;

    mlf_nearest_begin(&nearest, attributes->field);
    for (size_t i = 0; i < attributes->names.n; i++) {
        mlf_nearest_offer(&nearest, attributes->names.items[i]);
        if (i < MOST_NAMED)
            mlf_buf_printf(&list, "%s%s", i ? ", " : "", attributes->names.items[i]);
    }
    if (attributes->names.n > MOST_NAMED)
        mlf_buf_printf(&list, " and %zu more", attributes->names.n - MOST_NAMED);
    near = mlf_nearest_found(&nearest);
    if (attributes->names.n == 0)
        mlf_fail(err, "--label-field: no object of '%s' has an attribute '%s', or any other", dataset->root,
                 attributes->field);
    else if (!mlf_buf_check(&list, err))
        mlf_fail(err, "--label-field: no object of '%s' has an attribute '%s'%s%s%s; there are: %s", dataset->root,
                 attributes->field, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", list.data);
    mlf_buf_free(&list);
    return -1;
}

int mlf_attributes_read(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct relabelling relabelling = {.attributes = dataset->attributes, .sink = sink, .context = context};
    int result;

    if (!dataset->attributes)
        return dataset->driver->read(dataset, sink, context, err);
    dataset->attributes->with = 0;
    result = dataset->driver->read(dataset, relabel, &relabelling, err);
    free(dataset->attributes->value);
    dataset->attributes->value = NULL;
    return !result && dataset->attributes->with == 0 ? fail_unknown(dataset, dataset->attributes, err) : result;
}

int mlf_attributes_of_class(const struct mlf_attributes *attributes, const char *label)
{
    return mlf_string_set_find(&attributes->classes, label ? label : "") != MLF_NO_STRING;
}

static int add_value(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    return object->label ? mlf_string_set_add(context, object->label, NULL, NULL, err) : 0;
}

int mlf_attributes_values(const struct mlf_dataset *dataset, struct mlf_string_set *values, struct mlf_err *err)
{
    int others = 0;

    if (mlf_attributes_read(dataset, add_value, values, err))
        return -1;
    for (size_t i = 0; i < values->n; i++)
        others |= strcmp(values->items[i], "true") != 0 && strcmp(values->items[i], "false") != 0;
    return !others && (mlf_string_set_add(values, "true", NULL, NULL, err) ||
                       mlf_string_set_add(values, "false", NULL, NULL, err))
               ? -1
               : 0;
}

void mlf_attributes_free(struct mlf_attributes *attributes)
{
    mlf_string_set_free(&attributes->names);
    mlf_string_set_free(&attributes->classes);
    free(attributes->value);
    *attributes = (struct mlf_attributes){0};
}
