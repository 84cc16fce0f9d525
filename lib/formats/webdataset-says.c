/* What a sample of a WebDataset says: a class number or name in .cls, a label or a list of objects in .json, a
 * caption in .txt. See webdataset-says.h. */

#include "webdataset-says.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"
#include "webdataset-classes.h"

/* Members of JSON that may hold a label: of the photo; of an object, too; or only a number. */
static const char *const label_keys[] = {"label",      "cls",      "class",         "class_name", "classname",
                                         "label_name", "category", "category_name", "LabelName",  "name"};
static const char *const number_keys[] = {"class_id", "class_index", "label_id", "label_index", "category_id"};
static const char *const list_keys[] = {"objects", "annotations", "instances"};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define LABEL_KEYS COUNT(label_keys)
#define PHOTO_KEYS                                                                                                     \
    (LABEL_KEYS - 2) /* not LabelName, which no tool writes for a photo, nor name, which is that of its file */
#define NUMBER_KEYS COUNT(number_keys)
#define KEYS (LABEL_KEYS + NUMBER_KEYS)

/* ---- Reading ---- */

static char *read_part(const struct wds_shard *shard, const struct wds_sample *sample, size_t part, size_t limit,
                       struct mlf_err *err)
{
    return mlf_tar_data(&shard->tar, &sample->parts[part].member.entry, limit, err);
}

/* "shard/member:line:column: ..." for what is wrong in the JSON. */
static int blame_json(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                      struct mlf_err *why, struct mlf_err *err)
{
    char *path = mlf_strf(err, "%s/%s", shard->tar.path, sample->parts[says->json_part].name);

    if (path) {
        mlf_fail_json(why, path);
        says->error = mlf_strdup(why->text, err);
    }
    free(path);
    return says->error ? 0 : -1;
}

static int is_list_of_objects(const struct wds_says *says, const struct mlf_member *member)
{
    size_t at = member->span.offset + 1;

    if (!member->there || member->kind != MLF_JSON_ARRAY)
        return 0;
    while (strchr(" \t\r\n", says->json[at]))
        at++;
    return says->json[at] == '{' || says->json[at] == ']';
}

/* Checks the whole text, and finds the list of objects where it has one. */
static int scan_json(struct wds_says *says, struct mlf_err *why)
{
    struct mlf_mapping text = {.data = says->json, .length = says->json_length, .path = NULL};
    struct mlf_json json = mlf_json_begin(says->json, says->json_length);
    struct mlf_member members[COUNT(list_keys) + 2] = {{.key = "width"}, {.key = "height"}};
    struct mlf_member root = {.there = 1};

    for (size_t i = 0; i < COUNT(list_keys); i++)
        members[i + 2].key = list_keys[i];
    if (mlf_json_value(&json, &root.span, &root.kind, why))
        return -1;
    if (!mlf_json_at_end(&json)) {
        mlf_fail(why, "more behind the end of the JSON text");
        return mlf_fail_in(why, "", text.data, text.length, json.at);
    }
    if (root.kind == MLF_JSON_ARRAY) {
        if (!is_list_of_objects(says, &root))
            return mlf_fail(why, "the JSON text is a list, but not of objects");
        says->listed = 1;
        says->list = root.span;
    } else if (root.kind != MLF_JSON_OBJECT) {
        return mlf_fail(why, "the JSON text is neither an object nor a list");
    } else if (mlf_json_pick(says->json, says->json_length, root.span.offset, members, COUNT(members), NULL, why)) {
        return -1;
    }
    for (size_t i = 2; i < COUNT(members) && !says->listed; i++) {
        if (!is_list_of_objects(says, &members[i]))
            continue;
        says->listed = 1;
        says->list = members[i].span;
    }
    mlf_member_number(says->json, &members[0], &says->width);
    mlf_member_number(says->json, &members[1], &says->height);
    return says->listed ? mlf_json_members(says->json, says->list, &says->objects, &says->n, why) : 0;
}

static int read_json(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                     struct mlf_err *err)
{
    struct mlf_err why = {""};

    says->json_part = wds_part_of(sample, "json");
    if (says->json_part == WDS_NONE)
        return 0;
    says->json_length = sample->parts[says->json_part].member.entry.size;
    if (!(says->json = read_part(shard, sample, says->json_part, MLF_LIMIT_SHARD_JSON, &why))) {
        says->error = mlf_strdup(why.text, err);
        return says->error ? 0 : -1;
    }
    return scan_json(says, &why) ? blame_json(says, shard, sample, &why, err) : 0;
}

/* A text of the sample; NULL without an error where there is none, none that is UTF-8, or too much of it. */
static int read_text(char **text, const struct wds_shard *shard, const struct wds_sample *sample, size_t part,
                     struct mlf_err *err)
{
    size_t size;

    *text = NULL;
    if (part == WDS_NONE || (size = sample->parts[part].member.entry.size) > MLF_LIMIT_SHARD_TEXT)
        return 0;
    if (!(*text = read_part(shard, sample, part, MLF_LIMIT_SHARD_TEXT, err)))
        return -1;
    if (memchr(*text, '\0', size) || !mlf_utf8_is_valid(*text, size, NULL)) {
        free(*text);
        *text = NULL;
    }
    return 0;
}

/* The class; one that is too long is an error of the sample. */
static int read_class(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                      struct mlf_err *err)
{
    size_t part = wds_class_part(sample), size;

    if (part != WDS_NONE && !says->error && (size = sample->parts[part].member.entry.size) > MLF_LIMIT_SHARD_TEXT) {
        says->error =
            mlf_strf(err, "the class has %zu bytes, more than the limit of %zu: it should be a name or a number", size,
                     MLF_LIMIT_SHARD_TEXT);
        return says->error ? 0 : -1;
    }
    return read_text(&says->cls, shard, sample, part, err);
}

size_t wds_class_part(const struct wds_sample *sample)
{
    static const char *const extensions[] = {"cls", "class", "label", "cls.txt", "class.txt", "label.txt"};

    for (size_t i = 0; i < COUNT(extensions); i++)
        if (wds_part_of(sample, extensions[i]) != WDS_NONE)
            return wds_part_of(sample, extensions[i]);
    return WDS_NONE;
}

/* Whether JSON says anything of a label. */
static int has_label(const struct wds_says *says)
{
    struct mlf_member members[PHOTO_KEYS + NUMBER_KEYS];
    size_t begin = mlf_json_begin(says->json ? says->json : "", says->json_length).at;

    if (!says->json || says->error)
        return 0;
    for (size_t i = 0; i < COUNT(members); i++)
        members[i] = (struct mlf_member){.key = i < PHOTO_KEYS ? label_keys[i] : number_keys[i - PHOTO_KEYS]};
    begin += strspn(says->json + begin, " \t\r\n");
    if (mlf_json_pick(says->json, says->json_length, begin, members, COUNT(members), NULL, NULL))
        return 0;
    for (size_t i = 0; i < COUNT(members); i++)
        if (members[i].there)
            return 1;
    return 0;
}

int wds_says_read(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                  struct mlf_err *err)
{
    *says = (struct wds_says){.picture = wds_picture(sample), .json_part = WDS_NONE};
    if (sample->error) {
        says->n = 1;
        says->error = mlf_strdup(sample->error, err);
        return says->error ? 0 : -1;
    }
    if (read_json(says, shard, sample, err) || read_class(says, shard, sample, err) ||
        read_text(&says->caption, shard, sample, wds_part_of(sample, "txt"), err)) {
        wds_says_free(says);
        return -1;
    }
    if (!says->listed || says->error) {
        says->listed = says->listed && !says->error;
        says->n =
            says->picture != WDS_NONE || says->cls || has_label(says); /* otherwise the sample is not about photos */
    }
    if (says->n > 0 && says->picture == WDS_NONE && !says->error &&
        !(says->error = mlf_strdup("the sample has no image", err))) {
        wds_says_free(says);
        return -1;
    }
    return 0;
}

void wds_says_free(struct wds_says *says)
{
    free(says->json);
    free(says->cls);
    free(says->objects);
    free(says->caption);
    free(says->error);
    *says = (struct wds_says){0};
}

/* ---- Labels ---- */

/* A label as it stands in one place. */
struct stated {
    struct wds_place place;
    char *text;       /* as written */
    const char *name; /* of the class that a number means; NULL: unknown */
};

static int is_digits(const char *text)
{
    return *text && strlen(text) < 10 && text[strspn(text, "0123456789")] == '\0';
}

static void look_up(struct stated *stated, const struct wds_classes *classes)
{
    size_t number;

    if (!stated->place.mapped)
        return;
    number = strtoul(stated->text, NULL, 10);
    if (number < classes->n && *classes->names[number])
        stated->name = classes->names[number];
}

/* What the text of .cls says. */
static int state_class(const struct wds_says *says, const struct wds_sample *sample, const struct wds_classes *classes,
                       struct stated *stated, size_t *n, struct mlf_err *err)
{
    size_t begin;
    size_t length;

    if (!says->cls)
        return 0;
    begin = strspn(says->cls, " \t\r\n");
    length = strlen(says->cls);
    while (length > begin && strchr(" \t\r\n", says->cls[length - 1]))
        length--;
    if (length == begin)
        return 0;
    stated[*n] = (struct stated){.place = {.part = wds_class_part(sample), .span = {begin, length - begin}},
                                 .text = mlf_strndup(says->cls + begin, length - begin, err)};
    if (!stated[*n].text)
        return -1;
    stated[*n].place.number = stated[*n].place.mapped = is_digits(stated[*n].text);
    look_up(&stated[(*n)++], classes);
    return 0;
}

/* What the members of a JSON object say. */
static int state_members(const struct wds_says *says, size_t offset, int whole, const struct wds_classes *classes,
                         struct stated *stated, size_t *n, struct mlf_err *err)
{
    struct mlf_member members[KEYS];

    for (size_t i = 0; i < KEYS; i++)
        members[i] = (struct mlf_member){.key = i < LABEL_KEYS ? label_keys[i] : number_keys[i - LABEL_KEYS]};
    if (mlf_json_pick(says->json, says->json_length, offset, members, KEYS, NULL, err))
        return -1;
    for (size_t i = 0; i < KEYS; i++) {
        struct stated *next = &stated[*n];
        int number = members[i].kind == MLF_JSON_NUMBER;

        if (!members[i].there || (whole && i >= PHOTO_KEYS && i < LABEL_KEYS) || (i >= LABEL_KEYS && !number) ||
            (!number && members[i].kind != MLF_JSON_STRING))
            continue;
        if (!(next->text = mlf_member_text(says->json, &members[i], err)))
            return -1;
        if (!*next->text) {
            free(next->text);
            continue;
        }
        next->name = NULL;
        next->place = (struct wds_place){.part = says->json_part, .span = members[i].span, .json = 1, .number = number};
        next->place.mapped = number && is_digits(next->text) && strcmp(members[i].key, "category_id") != 0;
        look_up(next, classes);
        ++*n;
    }
    return 0;
}

/* Chooses among labels that differ: a name comes first, then the number of a class with a name, then any number. */
static const char *choose(const struct stated *stated, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!stated[i].place.number || (i == 0 && !stated[i].place.json && stated[i].name))
            return stated[i].name ? stated[i].name : stated[i].text;
    for (size_t i = 0; i < n; i++)
        if (stated[i].name)
            return stated[i].name;
    return n > 0 ? stated[0].text : NULL;
}

/* Settles the label, and keeps the places that state it. A number whose class has no name is taken to agree. */
static int settle(const struct stated *stated, size_t n, struct wds_object *object, struct mlf_err *err)
{
    const char *label = choose(stated, n);

    if (!label)
        return 0;
    if (!(object->label = mlf_strdup(label, err)))
        return -1;
    for (size_t i = 0; i < n && object->place_n < WDS_PLACES; i++) {
        const char *says = stated[i].name ? stated[i].name : stated[i].text;

        if (!strcmp(says, label) || (stated[i].place.number && !stated[i].name))
            object->places[object->place_n++] = stated[i].place;
        if (stated[i].place.mapped && !stated[i].name)
            snprintf(object->unnamed, sizeof object->unnamed, "%lu", strtoul(stated[i].text, NULL, 10));
    }
    return 0;
}

/* ---- Boxes ---- */

static int read_corners(const struct wds_says *says, size_t offset, const char *const keys[4], double box[4])
{
    struct mlf_member members[4];
    int found = 0;

    for (int k = 0; k < 4; k++)
        members[k] = (struct mlf_member){.key = keys[k]};
    if (mlf_json_pick(says->json, says->json_length, offset, members, 4, NULL, NULL))
        return 0;
    for (int k = 0; k < 4; k++)
        found += mlf_member_number(says->json, &members[k], &box[k]);
    box[2] -= box[0];
    box[3] -= box[1];
    return found == 4;
}

static int read_four(const struct wds_says *says, struct mlf_span array, double box[4])
{
    struct mlf_span *members = NULL;
    size_t n = 0;
    int found = 0;

    if (mlf_json_members(says->json, array, &members, &n, NULL))
        return 0;
    for (size_t k = 0; k < n && n == 4; k++)
        found += !mlf_json_number(says->json, members[k], &box[k], NULL);
    free(members);
    return found == 4;
}

/* "bbox": [x, y, width, height], or its corners as members of it or of the object, in fractions as
 * Open Images writes them. */
static void read_box(const struct wds_says *says, size_t offset, struct wds_object *object)
{
    static const char *const pixels[] = {"xmin", "ymin", "xmax", "ymax"};
    static const char *const fractions[] = {"XMin", "YMin", "XMax", "YMax"};
    struct mlf_member bbox = {.key = "bbox"};

    if (mlf_json_pick(says->json, says->json_length, offset, &bbox, 1, NULL, NULL))
        return;
    if (bbox.there && bbox.kind == MLF_JSON_ARRAY)
        object->has_bbox = read_four(says, bbox.span, object->bbox);
    else if (bbox.there && bbox.kind == MLF_JSON_OBJECT)
        object->has_bbox = read_corners(says, bbox.span.offset, pixels, object->bbox);
    else if (!bbox.there && !(object->has_bbox = read_corners(says, offset, pixels, object->bbox)))
        object->has_bbox = object->normalised = read_corners(says, offset, fractions, object->bbox);
    if (!object->has_bbox)
        object->error = "the object has no box of four numbers";
}

int wds_says_object(const struct wds_says *says, size_t index, const struct wds_sample *sample,
                    const struct wds_classes *classes, struct wds_object *object, struct mlf_err *err)
{
    struct stated stated[WDS_PLACES];
    size_t n = 0;
    size_t begin = 0;
    int result = 0;

    *object = (struct wds_object){.error = says->error};
    if (says->listed && says->json[says->objects[index].offset] != '{') {
        object->error = "the list holds something that is no object";
        return 0;
    }
    if (says->listed) {
        begin = says->objects[index].offset;
        if (!object->error)
            read_box(says, begin, object);
    } else {
        result = state_class(says, sample, classes, stated, &n, err);
        if (says->json) {
            begin = mlf_json_begin(says->json, says->json_length).at;
            begin += strspn(says->json + begin, " \t\r\n");
        }
    }
    if (!result && says->json && (says->listed || !says->error))
        result = state_members(says, begin, !says->listed, classes, stated, &n, err);
    if (!result)
        result = settle(stated, n, object, err);
    for (size_t i = 0; i < n; i++)
        free(stated[i].text);
    return result;
}
