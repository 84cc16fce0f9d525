/* WIDER FACE (S. Yang, P. Luo, C. C. Loy, X. Tang, "WIDER FACE: A Face Detection Benchmark", CVPR 2016; the readme.txt
 * of wider_face_split): for each photo its path, the number of its faces, and for each of them a row left, top, width,
 * height, blur, expression, illumination, invalid, occlusion, pose. A photo without faces has the number 0 and a row of
 * zeros, which the readers of the format rely on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

#define MOST_WORDS 10
#define INVALID 7

/* The words of the line: their number, MOST_WORDS + 1 where there are more. */
static size_t split_line(const char *text, struct mlf_span line, struct mlf_span words[MOST_WORDS])
{
    struct mlf_span word;
    size_t at = line.offset;
    size_t n = 0;

    while (mlf_next_word(text, line.offset + line.length, &at, &word)) {
        if (n == MOST_WORDS)
            return n + 1;
        words[n++] = word;
    }
    return n;
}

static int number_at(const char *text, struct mlf_span word, double *number)
{
    char copy[48] = "";

    if (word.length >= sizeof copy)
        return 0;
    memcpy(copy, text + word.offset, word.length);
    return mlf_number(copy, number);
}

/* Whether the line is a whole number. */
static int is_count(const char *text, struct mlf_span line, size_t *count)
{
    if (line.length == 0 || line.length > 6)
        return 0;
    *count = 0;
    for (size_t i = 0; i < line.length; i++) {
        char c = text[line.offset + i];

        if (c < '0' || c > '9')
            return 0;
        *count = *count * 10 + (size_t)(c - '0');
    }
    return 1;
}

/* A row of four numbers or more. */
static int is_row(const char *text, struct mlf_span line, double numbers[4], struct mlf_span words[MOST_WORDS],
                  size_t *n)
{
    double other;

    *n = split_line(text, line, words);
    for (size_t i = 0; i < *n && *n <= MOST_WORDS; i++)
        if (!number_at(text, words[i], i < 4 ? &numbers[i] : &other))
            return 0;
    return *n >= 4 && *n <= MOST_WORDS;
}

static int is_photo(const char *text, struct mlf_span line)
{
    char *name = mlf_strndup(text + line.offset, line.length, NULL);
    int is = name && mlf_path_is_image(name);

    free(name);
    return is;
}

static int next(const char *text, size_t length, size_t *at, struct mlf_span *line, struct mlf_span *whole)
{
    int more;

    while ((more = mlf_next_line(text, length, at, line, whole)) && line->length == 0)
        ;
    return more;
}

static int head_fits(const char *head, size_t length)
{
    struct mlf_span line;
    struct mlf_span words[MOST_WORDS];
    double numbers[4];
    size_t at = 0;
    size_t n;

    return next(head, length, &at, &line, NULL) && is_photo(head, line) && next(head, length, &at, &line, NULL) &&
           is_count(head, line, &n) && next(head, length, &at, &line, NULL) && is_row(head, line, numbers, words, &n);
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    return mlf_text_files_by_head(dataset, ".txt", head_fits, files, err);
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

/* The folder wider_face_split lies beside those of the photos. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, mlf_folder_is_called(dataset->root, "", "wider_face_split") ? ".." : "", err);
}

/* What the driver knows of the photos of the file that was parsed last: where the numbers of faces stand. */
struct counts {
    struct mlf_span *items;
    size_t n, capacity;
};

static int fail(const struct placed *placed, struct mlf_span line, const char *what, struct mlf_err *err)
{
    mlf_fail(err, "%s", what);
    return placed_fail(placed, line.offset, err);
}

static int add_face(struct placed *placed, const char *photo, struct mlf_span line, struct mlf_span whole,
                    const char *split, struct mlf_err *err)
{
    const struct counts *counts = placed->context;
    struct mlf_span words[MOST_WORDS];
    double numbers[4];
    double invalid = 0;
    struct placed_object *object;
    size_t n;

    if (!is_row(placed->text.data, line, numbers, words, &n))
        return fail(placed, line, "the line is no face: four numbers or more were expected, at most ten", err);
    if (!(object = placed_add(placed, photo, "face", err)))
        return -1;
    object->has_bbox = 1;
    memcpy(object->numbers, numbers, sizeof numbers);
    memcpy(object->spans, words, sizeof object->spans);
    object->element = whole;
    object->at = counts->n - 1;
    object->split = split;
    if (n > INVALID) {
        object->label_span = words[INVALID];
        object->issue = number_at(placed->text.data, words[INVALID], &invalid) && invalid > 0 ? "ignored" : NULL;
    }
    return 0;
}

/* A photo's faces; *line is that of its path at first, and the next one's afterwards. 1, 0 at the end of the file. */
static int parse_photo(struct placed *placed, size_t *at, struct mlf_span *line, const char *split, struct mlf_err *err)
{
    struct counts *counts = placed->context;
    const char *text = placed->text.data;
    char *photo = mlf_strndup(text + line->offset, line->length, err);
    struct mlf_span path = *line;
    struct mlf_span whole;
    struct mlf_span words[MOST_WORDS];
    double numbers[4];
    size_t count = 0;
    size_t n;
    int more = -1;

    if (!photo)
        return -1;
    if (!mlf_path_is_image(photo))
        fail(placed, path, "the line is no path of a photo", err);
    else if (!next(text, placed->text.length, at, line, NULL) || !is_count(text, *line, &count))
        fail(placed, *line, "a number of faces was expected behind the path of a photo", err);
    else if (!mlf_grow(&counts->items, &counts->capacity, counts->n + 1, sizeof *counts->items, err)) {
        counts->items[counts->n++] = *line;
        more = 1;
    }
    for (size_t i = 0; i < count && more > 0; i++) {
        if (!next(text, placed->text.length, at, line, &whole))
            more = fail(placed, path, "the photo has fewer faces than it says", err);
        else if (add_face(placed, photo, *line, whole, split, err))
            more = -1;
    }
    free(photo);
    if (more < 0)
        return -1;
    more = next(text, placed->text.length, at, line, NULL);
    if (more && count == 0 && is_row(text, *line, numbers, words, &n))
        more = next(text, placed->text.length, at, line, NULL);
    return more;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct counts *counts = placed->context;
    const char *base = mlf_path_base(placed->file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    const char *split = stem ? mlf_split_within(stem, NULL) : NULL;
    struct mlf_span line;
    size_t at = 0;
    int more = stem ? next(placed->text.data, placed->text.length, &at, &line, NULL) : -1;

    counts->n = 0;
    while (more > 0)
        more = parse_photo(placed, &at, &line, split, err);
    free(stem);
    return more;
}

static int relabel(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits,
                   struct mlf_err *err)
{
    (void)edits;
    if (!strcmp(label, placed->items[object].label))
        return 0;
    return mlf_fail(err, "all objects of '%s' are faces: its rows have no place for another label", placed->file);
}

/* Takes out the row; where it was the last, a row of zeros stays. */
static int take_out(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct counts *counts = placed->context;
    struct mlf_span row = placed->items[object].element;
    struct mlf_span count = counts->items[placed->items[object].at];
    struct mlf_span word;
    size_t left = 0;
    size_t at;
    int is_last = 1;
    char number[32];

    for (size_t i = object; i > 0 && placed->items[i - 1].at == placed->items[object].at; i--)
        left += !placed->items[i - 1].gone;
    for (size_t i = object + 1; i < placed->n && placed->items[i].at == placed->items[object].at; i++) {
        left += !placed->items[i].gone;
        is_last = 0;
    }
    snprintf(number, sizeof number, "%zu", left);
    if (mlf_edits_amend(edits, placed->file, count.offset, count.length, number, err))
        return -1;
    if (left > 0 || !is_last)
        return placed_put(placed, row, "", edits, err);
    at = row.offset;
    while (mlf_next_word(placed->text.data, row.offset + row.length, &at, &word))
        if (placed_put(placed, word, "0", edits, err))
            return -1;
    return 0;
}

static int mark(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span word = placed->items[object].label_span;

    if (word.length == 0)
        return fail(placed, placed->items[object].element, "the row has no word that tells invalid faces", err);
    return placed_put(placed, word, "1", edits, err);
}

static const char *const folders[] = {
    "WIDER_train/images", "WIDER_val/images", "WIDER_test/images", "images", "", NULL};

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .mark = mark, .folders = folders, .whole = 1};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct counts counts = {0};
    int result = placed_read(dataset, list_files, &format, &counts, sink, context, err);

    free(counts.items);
    return result;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct counts counts = {0};
    int result = placed_edit(dataset, file, changes, n, &format, &counts, edits, err);

    free(counts.items);
    return result;
}

const struct mlf_driver mlf_driver_widerface = {
    .name = "widerface",
    .description = "WIDER FACE: wider_face_split/*_bbx_gt.txt, and the photos in WIDER_*/images/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .mark = "the number 'invalid' of the row becomes 1",
    .boxes = 1,
};
