/* See placed-classes.h. */

#include "mlfix/annotation/placed-classes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/text-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"
#include "name-list.h"

static int is_number(const char *label)
{
    size_t digits = label ? strspn(label, "0123456789") : 0;

    return digits > 0 && digits < 9 && !label[digits];
}

/* Whether all labels are numbers, and between which they lie. */
static int see_numbers(const struct placed *placed, size_t *least, size_t *most)
{
    *least = MLF_NO_STRING;
    *most = 0;
    for (size_t i = 0; i < placed->n; i++) {
        size_t number;

        if (!is_number(placed->items[i].label))
            return 0;
        number = strtoul(placed->items[i].label, NULL, 10);
        *least = number < *least ? number : *least;
        *most = number > *most ? number : *most;
    }
    return placed->n > 0;
}

static int put_names(const struct placed_classes *classes, struct placed *placed, struct mlf_err *err)
{
    for (size_t i = 0; i < placed->n; i++) {
        struct placed_object *object = &placed->items[i];
        size_t number = strtoul(object->label, NULL, 10) - classes->base;

        if (number < classes->names.n) {
            if (!(object->label = mlf_string_set_keep(&placed->texts, classes->names.items[number], err)))
                return -1;
            continue;
        }
        object->unnamed = object->label;
        object->label = NULL;
        object->error = "the number of the class has no name";
    }
    return 0;
}

int placed_classes_name(struct placed_classes *classes, struct placed *placed, int surely, struct mlf_err *err)
{
    size_t least;
    size_t most;

    free(classes->file);
    mlf_string_set_free(&classes->names);
    if (!(classes->file = name_list_beside(placed->dataset, placed->file, err)))
        return err && err->text[0] ? -1 : 0;
    if (!see_numbers(placed, &least, &most))
        return 0;
    if (mlf_text_lines(placed->dataset, classes->file, &classes->names, err))
        return -1;
    classes->base = !surely && least >= 1 && most == classes->names.n;
    if (!surely && most >= classes->names.n + classes->base) {
        mlf_string_set_free(&classes->names);
        return mlf_note_unread(placed->dataset, classes->file, err);
    }
    return put_names(classes, placed, err);
}

char *placed_classes_word(struct placed_classes *classes, const struct placed *placed, const char *label,
                          struct mlf_edits *edits, struct mlf_err *err)
{
    size_t line;

    if (classes->names.n == 0)
        return mlf_strdup(label, err);
    line = mlf_string_set_find(&classes->names, label);
    if (line == MLF_NO_STRING &&
        (mlf_labels_number_is_free(placed->dataset, classes->names.n, label, err) ||
         name_list_append(placed->dataset, classes->file, classes->names.n, &classes->added, label, &line, edits, err)))
        return NULL;
    return mlf_strf(err, "%zu", line + classes->base);
}

int placed_classes_list(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *names,
                        struct mlf_err *err)
{
    char *list = name_list_beside(dataset, file, err);
    int result = list ? mlf_text_lines(dataset, list, names, err) : err && err->text[0] ? -1 : 0;

    free(list);
    return result;
}

void placed_classes_free(struct placed_classes *classes)
{
    mlf_string_set_free(&classes->names);
    mlf_string_set_free(&classes->added);
    free(classes->file);
    *classes = (struct placed_classes){0};
}
