/* Text files with a photo and its label in each line, "cats/a.jpg 3" or "a.jpg<tab>tabby cat": the lists that Caffe's
 * convert_imageset reads (its documentation of ImageNet) and those of many datasets since. Where the labels are
 * numbers, a list of names may lie beside. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-classes.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

static const char separators[] = " \t,;|";

/* The length of the photo's name in front of the row: up to an extension behind which a separator and one word stand,
 * or a tab and any text. 0 where there is none. *label is where the label begins. */
static size_t photo_length(const char *row, size_t *label)
{
    size_t length = strlen(row);

    for (size_t at = 1; at < length; at++) {
        size_t behind = at;
        char name[8] = "x.";
        size_t dot = at;

        if (!strchr(separators, row[at]) || !row[at])
            continue;
        while (dot > 0 && at - dot < 6 && row[dot] != '.')
            dot--;
        if (row[dot] != '.' || dot == 0 || at - dot >= 6)
            continue;
        memcpy(name + 1, row + dot, at - dot);
        name[at - dot + 1] = '\0';
        if (!mlf_path_is_image(name))
            continue;
        while (behind < length && strchr(separators, row[behind]) && row[behind])
            behind++;
        *label = behind;
        for (size_t k = behind; k < length; k++)
            if (strchr(separators, row[k]) && (row[at] != '\t' || row[k] == '\t'))
                return 0;
        return behind < length && !mlf_path_is_image(row + behind) ? at : 0;
    }
    return 0;
}

static int row_fits(const char *row)
{
    size_t label;

    return photo_length(row, &label) > 0 ? 1 : -1;
}

/* trainval.txt repeats train.txt and val.txt. */
static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set all = {0};
    int result = mlf_text_files(dataset, ".txt", row_fits, &all, err);

    if (!result && !dataset->start)
        result = mlf_text_files(dataset, ".lst", row_fits, &all, err);
    for (size_t i = 0; i < all.n && !result; i++)
        if (all.n == 1 || strcmp(mlf_path_base(all.items[i]), "trainval.txt") != 0)
            result = mlf_string_set_add(files, all.items[i], NULL, NULL, err);
    mlf_string_set_free(&all);
    return result;
}

/* Of two words and more in a line too much can be meant: this is no certain format. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    int sure = mlf_probe_files(dataset, list_files, evidence, err);

    return sure > 0 ? 2 : sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

static int parse_line(struct placed *placed, struct mlf_span line, struct mlf_span whole, const char *split,
                      struct mlf_err *err)
{
    char *row = mlf_strndup(placed->text.data + line.offset, line.length, err);
    size_t label = 0;
    size_t length = row ? photo_length(row, &label) : 0;
    struct placed_object *object = NULL;

    if (row && length == 0) {
        mlf_fail(err, "the line is not a photo and a label");
        placed_fail(placed, line.offset, err);
    } else if (row) {
        row[length] = '\0';
        object = placed_add(placed, row, row + label, err);
    }
    free(row);
    if (!object)
        return -1;
    object->label_span = (struct mlf_span){line.offset + label, line.length - label};
    object->element = whole;
    object->split = split;
    return 0;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    const char *base = mlf_path_base(placed->file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    const char *split = stem ? mlf_split_within(stem, NULL) : NULL;
    struct mlf_span line;
    struct mlf_span whole;
    size_t at = 0;
    int result = stem ? 0 : -1;

    while (!result && mlf_next_line(placed->text.data, placed->text.length, &at, &line, &whole))
        if (line.length > 0 && placed->text.data[line.offset] != '#')
            result = parse_line(placed, line, whole, split, err);
    free(stem);
    return result ? result : placed_classes_name(placed->context, placed, 0, err);
}

static int relabel(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits,
                   struct mlf_err *err)
{
    struct mlf_span span = placed->items[object].label_span;
    int tab = placed->text.data[span.offset - 1] == '\t';
    char *word = placed_classes_word(placed->context, placed, label, edits, err);
    int result = -1;

    if (word && (!*word || strpbrk(word, tab ? "\t\r\n" : " \t\r\n,;|") || mlf_path_is_image(word))) {
        mlf_fail(err, "'%s' is no label that the line of a list can hold", word);
        placed_fail(placed, span.offset, err);
    } else if (word) {
        result = placed_put(placed, span, word, edits, err);
    }
    free(word);
    return result;
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .folders = placed_usual_folders, .photo_once = 1};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct placed_classes classes = {0};
    int result = placed_read(dataset, list_files, &format, &classes, sink, context, err);

    placed_classes_free(&classes);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct placed_classes classes = {0};
    int result = placed_edit(dataset, file, changes, n, &format, &classes, edits, err);

    placed_classes_free(&classes);
    return result;
}

const struct mlf_driver mlf_driver_photolist = {
    .name = "photolist",
    .description = "lists: text files with a photo and its label in each line",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .no_mark = "a line of a list has no place for a mark: take it out (--invalid remove)",
};
