/* The text files of keras-yolo3 and its followers (github.com/qqwweee/keras-yolo3, README, "Training"): a line a photo,
 * "path/to/a.jpg 50,100,150,200,0 30,50,200,120,3", in which a box is left, top, right, bottom in whole pixels and the
 * number of its class. Roboflow writes them as _annotations.txt beside _classes.txt, a folder a split. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-classes.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

/* The places of a box's numbers and class in a word that is one: 1, or 0. */
static int split_word(const char *text, struct mlf_span word, double numbers[4], struct mlf_span spans[5])
{
    size_t at = word.offset;
    size_t end = word.offset + word.length;

    for (int k = 0; k < 5; k++) {
        char number[48] = "";
        size_t begin = at;

        while (at < end && text[at] != ',')
            at++;
        spans[k] = (struct mlf_span){begin, at - begin};
        if (at == begin || at - begin >= sizeof number || (k < 4) != (at < end))
            return 0;
        memcpy(number, text + begin, at - begin);
        if (k < 4 ? !mlf_number(number, &numbers[k]) : number[strspn(number, "0123456789")] != '\0')
            return 0;
        at++;
    }
    return 1;
}

/* The last word of the part of the line; it loses the word and the blanks before it. */
static struct mlf_span take_last_word(const char *text, struct mlf_span *part)
{
    size_t end = part->offset + part->length;
    size_t begin = end;

    while (begin > part->offset && text[begin - 1] != ' ' && text[begin - 1] != '\t')
        begin--;
    part->length = begin - part->offset;
    while (part->length > 0 && strchr(" \t", text[part->offset + part->length - 1]))
        part->length--;
    return (struct mlf_span){begin, end - begin};
}

/* What the line's photo is, behind which only words of boxes stand; their number. */
static size_t find_photo(const char *text, struct mlf_span line, struct mlf_span *photo)
{
    double numbers[4];
    struct mlf_span spans[5];
    size_t boxes = 0;

    for (struct mlf_span rest = line;; boxes++) {
        *photo = rest;
        if (!split_word(text, take_last_word(text, &rest), numbers, spans) || rest.length == 0)
            return boxes;
    }
}

static int is_photo(const char *text, struct mlf_span span)
{
    char *name = mlf_strndup(text + span.offset, span.length, NULL);
    int is = name && mlf_path_is_image(name);

    free(name);
    return is;
}

static int row_fits(const char *row)
{
    struct mlf_span photo;
    size_t boxes = find_photo(row, (struct mlf_span){0, strlen(row)}, &photo);

    return !is_photo(row, photo) ? -1 : boxes > 0;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    return mlf_text_files(dataset, ".txt", row_fits, files, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* "train" of train/_annotations.txt as well as of lists/train.txt. */
static const char *split_of_file(const char *file, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *split = mlf_split_in(file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);

    if (stem && !split)
        split = mlf_split_within(stem, NULL);
    free(stem);
    return split;
}

static int add_box(struct placed *placed, const char *photo, struct mlf_span word, const char *split,
                   struct mlf_err *err)
{
    const char *text = placed->text.data;
    double numbers[4];
    struct mlf_span spans[5];
    char *label;
    struct placed_object *object = NULL;

    if (!split_word(text, word, numbers, spans)) {
        mlf_fail(err, "'%.*s' is not left,top,right,bottom,class", word.length < 80 ? (int)word.length : 80,
                 text + word.offset);
        return placed_fail(placed, word.offset, err);
    }
    if ((label = mlf_strndup(text + spans[4].offset, spans[4].length, err)))
        object = placed_add(placed, photo, label, err);
    free(label);
    if (!object)
        return -1;
    object->has_bbox = 1;
    memcpy(object->numbers, numbers, sizeof numbers);
    memcpy(object->spans, spans, sizeof object->spans);
    object->label_span = spans[4];
    object->element = word;
    while (object->element.offset > 0 && strchr(" \t", text[object->element.offset - 1])) {
        object->element.offset--;
        object->element.length++;
    }
    object->split = split;
    return 0;
}

static int parse_line(struct placed *placed, struct mlf_span line, const char *split, struct mlf_err *err)
{
    const char *text = placed->text.data;
    struct mlf_span photo;
    struct mlf_span word;
    char *name = NULL;
    size_t at;
    int result = 0;

    find_photo(text, line, &photo);
    /* A word that is no box is one that is broken, where the name in front of it is that of a photo. */
    for (struct mlf_span rest = photo; !is_photo(text, photo) && rest.length > 0;) {
        take_last_word(text, &rest);
        if (is_photo(text, rest))
            photo = rest;
    }
    if (!is_photo(text, photo)) {
        mlf_fail(err, "the line does not begin with the name of a photo");
        return placed_fail(placed, line.offset, err);
    }
    if (!(name = mlf_strndup(text + photo.offset, photo.length, err)))
        return -1;
    at = photo.offset + photo.length;
    while (!result && mlf_next_word(text, line.offset + line.length, &at, &word))
        result = add_box(placed, name, word, split, err);
    free(name);
    return result;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    const char *split = split_of_file(placed->file, err);
    struct mlf_span line;
    size_t at = 0;

    while (mlf_next_line(placed->text.data, placed->text.length, &at, &line, NULL))
        if (line.length > 0 && placed->text.data[line.offset] != '#' && parse_line(placed, line, split, err))
            return -1;
    return placed_classes_name(placed->context, placed, 1, err);
}

static int relabel(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits,
                   struct mlf_err *err)
{
    char *word = placed_classes_word(placed->context, placed, label, edits, err);
    int result = -1;

    if (word && (!*word || word[strspn(word, "0123456789")])) {
        mlf_fail(err, "'%s' is no number of a class, and no list of names lies beside '%s'", word, placed->file);
    } else if (word) {
        result = placed_put(placed, placed->items[object].label_span, word, edits, err);
    }
    free(word);
    return result;
}

static int take_out(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    return placed_put(placed, placed->items[object].element, "", edits, err);
}

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .folders = placed_usual_folders, .corners = 1, .whole = 1};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct placed_classes classes = {0};
    int result = placed_read(dataset, list_files, &format, &classes, sink, context, err);

    placed_classes_free(&classes);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++) {
        struct mlf_string_set own = {0};

        result = placed_classes_list(dataset, files.items[i], &own, err);
        for (size_t k = 0; k < own.n && !result; k++)
            result = mlf_string_set_add(names, own.items[k], NULL, NULL, err);
        mlf_string_set_free(&own);
    }
    mlf_string_set_free(&files);
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

const struct mlf_driver mlf_driver_yolokeras = {
    .name = "yolokeras",
    .description = "keras-yolo3: text files with a photo and its boxes in each line, and perhaps _classes.txt",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .no_mark = "a box of keras-yolo3 has no place for a mark: take it out (--invalid remove)",
    .boxes = 1,
};
