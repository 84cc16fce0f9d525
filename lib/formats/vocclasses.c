/* The classification task of Pascal VOC (M. Everingham and others, "The PASCAL Visual Object Classes Challenge 2012
 * Development Kit", section 4.1): ImageSets/Main/CLASS_SET.txt has a line for each photo, "2009_000001 -1", where 1
 * says that an object of the class is in it, -1 that none is, and 0 that there are only difficult ones. A photo stands
 * in the lists of all classes, and again in CLASS_trainval.txt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/text-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

#define LISTS "ImageSets/Main"

static const char *const sets[] = {"_train", "_val", "_trainval", "_test"};
enum { SETS = 4, TRAINVAL = 2 };

/* The number of the set that ends the name of the file, and the length of the class in front of it; SETS: none. */
static int set_of(const char *file, size_t *length)
{
    const char *base = mlf_path_base(file);
    size_t stem = (size_t)(mlf_path_extension(base) - base);

    for (int i = 0; i < SETS; i++) {
        size_t end = strlen(sets[i]);

        if (stem > end && !strncmp(base + stem - end, sets[i], end) && !strcmp(base + stem, ".txt")) {
            *length = stem - end;
            return i;
        }
    }
    return SETS;
}

/* The sign of a line, 1, 0 or -1, and where it stands; 2: it is no such line. */
static int sign_of(const char *text, struct mlf_span line, struct mlf_span *photo, struct mlf_span *sign)
{
    struct mlf_span more;
    size_t at = line.offset;
    size_t end = line.offset + line.length;
    const char *word;

    if (!mlf_next_word(text, end, &at, photo) || !mlf_next_word(text, end, &at, sign) ||
        mlf_next_word(text, end, &at, &more))
        return 2;
    word = text + sign->offset;
    if (sign->length == 2 && word[0] == '-' && word[1] == '1')
        return -1;
    return sign->length == 1 && (*word == '1' || *word == '0') ? *word - '0' : 2;
}

static int is_list(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset, file, 4096, &length, NULL);
    struct mlf_span line;
    struct mlf_span photo;
    struct mlf_span sign;
    size_t at = 0;
    int is = head && mlf_next_line(head, length, &at, &line, NULL) && sign_of(head, line, &photo, &sign) < 2;

    free(head);
    return is;
}

static char *name_of(const char *folder, const char *class, size_t length, int set, struct mlf_err *err)
{
    return mlf_strf(err, "%s%s%.*s%s.txt", folder, *folder ? "/" : "", (int)length, class, sets[set]);
}

/* Whether the lists of train and val hold what this one of trainval repeats. */
static int is_repeated(const struct mlf_string_set *names, const char *name, size_t length, struct mlf_err *err)
{
    char *train = name_of("", name, length, 0, err);
    char *val = name_of("", name, length, 1, err);
    int is = train && val && mlf_string_set_find(names, train) != MLF_NO_STRING &&
             mlf_string_set_find(names, val) != MLF_NO_STRING;

    free(train);
    free(val);
    return is;
}

/* The lists, where no boxes are annotated: objects with boxes say more. */
static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    struct mlf_string_set boxes = {0};
    int result = 0;

    if (dataset->start || mlf_folder_files(dataset->root, "Annotations", ".xml", &boxes, err) || boxes.n > 0)
        goto done;
    result = mlf_folder_files(dataset->root, LISTS, ".txt", &names, err);
    for (size_t i = 0; i < names.n && !result; i++) {
        size_t length;
        int set = set_of(names.items[i], &length);
        char *file;

        if (set == SETS || (set == TRAINVAL && is_repeated(&names, names.items[i], length, err)))
            continue;
        if (!(file = mlf_below(LISTS, names.items[i], err)))
            result = -1;
        else if (is_list(dataset, file))
            result = mlf_string_set_add(files, file, NULL, NULL, err);
        free(file);
    }
done:
    mlf_string_set_free(&names);
    mlf_string_set_free(&boxes);
    return result;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_probe_files(dataset, list_files, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* Every line is taken, 1 and 0 become objects; context: the class of the file's name. */
static int parse_line(struct placed *placed, struct mlf_span line, const char *class, const char *split,
                      struct mlf_err *err)
{
    struct mlf_span word;
    struct mlf_span place;
    int sign = sign_of(placed->text.data, line, &word, &place);
    struct placed_object *object;
    char *photo;

    if (sign == 2) {
        mlf_fail(err, "the line is not a photo and 1, 0 or -1");
        return placed_fail(placed, line.offset, err);
    }
    if (sign < 0)
        return 0;
    photo = mlf_strndup(placed->text.data + word.offset, word.length, err);
    object = photo ? placed_add(placed, photo, class, err) : NULL;
    free(photo);
    if (!object)
        return -1;
    object->label_span = place;
    object->element = line;
    object->split = split;
    object->issue = sign == 0 ? "ignored" : NULL;
    return 0;
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    const char *base = mlf_path_base(placed->file);
    size_t length = 0;
    int set = set_of(placed->file, &length);
    const char *split = set < TRAINVAL ? mlf_split_of(sets[set] + 1) : set == 3 ? "test" : NULL;
    char *class = mlf_strndup(base, length, err);
    struct mlf_span line;
    size_t at = 0;
    int result = class ? 0 : -1;

    while (!result && mlf_next_line(placed->text.data, placed->text.length, &at, &line, NULL))
        if (line.length > 0)
            result = parse_line(placed, line, class, split, err);
    free(class);
    return result;
}

/* Writes a sign as wide as the old one, which has a blank in front of a positive number. */
static int put_sign(const char *file, const char *text, struct mlf_span line, struct mlf_span old, const char *sign,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    int was = text[old.offset] == '-';
    int is = sign[0] == '-';
    char wide[4];

    if (is && !was && old.offset >= line.offset + 2 && text[old.offset - 1] == ' ' && text[old.offset - 2] == ' ')
        old = (struct mlf_span){old.offset - 1, old.length + 1};
    snprintf(wide, sizeof wide, "%s%s", was && !is ? " " : "", sign);
    return mlf_edits_replace(edits, file, old.offset, old.length, wide, strlen(wide), err);
}

/* Writes the sign of the photo in the list of that file: 1 if there is such a line, 0, -1. */
static int set_in_file(const struct mlf_dataset *dataset, const char *file, const char *photo, const char *sign,
                       struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct mlf_span line;
    size_t at = 0;
    size_t length = strlen(photo);
    int found = 0;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    while (!found && mlf_next_line(text.data, text.length, &at, &line, NULL)) {
        struct mlf_span word;
        struct mlf_span place;

        if (sign_of(text.data, line, &word, &place) == 2 || word.length != length ||
            memcmp(text.data + word.offset, photo, length) != 0)
            continue;
        found = put_sign(file, text.data, line, place, sign, edits, err) ? -1 : 1;
    }
    mlf_unmap(&text);
    return found;
}

/* Writes the sign into all lists of the class that name the photo; an error where there is none. */
static int set_sign(const struct placed *placed, const char *class, const char *photo, const char *sign,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    int found = 0;

    for (int set = 0; set < SETS; set++) {
        char *file = name_of(LISTS, class, strlen(class), set, err);
        int one = !file ? -1
                  : mlf_is_file(placed->dataset->root, file)
                      ? set_in_file(placed->dataset, file, photo, sign, edits, err)
                      : 0;

        free(file);
        if (one < 0)
            return -1;
        found |= one;
    }
    return found
               ? 0
               : mlf_fail(err,
                          "no list '" LISTS "/%.100s_*.txt' has a line for '%s': a class needs one that has all photos",
                          class, photo);
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct placed_object *object = &placed->items[at];

    if (!strcmp(object->label, label))
        return 0;
    if (strchr(label, '/'))
        return mlf_fail(err, "'%s' is no class that could have a list of its own", label);
    return set_sign(placed, object->label, object->photo, "-1", edits, err) ||
                   set_sign(placed, label, object->photo, "1", edits, err)
               ? -1
               : 0;
}

static int take_out(struct placed *placed, size_t at, struct mlf_edits *edits, struct mlf_err *err)
{
    return set_sign(placed, placed->items[at].label, placed->items[at].photo, "-1", edits, err);
}

static int mark(struct placed *placed, size_t at, struct mlf_edits *edits, struct mlf_err *err)
{
    return set_sign(placed, placed->items[at].label, placed->items[at].photo, "0", edits, err);
}

static const char *const folders[] = {"JPEGImages", "images", "", NULL};

static const struct placed_format format = {
    .parse = parse, .relabel = relabel, .remove = take_out, .mark = mark, .folders = folders};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    return placed_read(dataset, list_files, &format, NULL, sink, context, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    return placed_edit(dataset, file, changes, n, &format, NULL, edits, err);
}

const struct mlf_driver mlf_driver_vocclasses = {
    .name = "vocclasses",
    .description = "Pascal VOC's classes of photos: ImageSets/Main/CLASS_SET.txt with 1, 0 or -1 for each photo",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .mark = "the 1 becomes 0, as for difficult objects",
};
