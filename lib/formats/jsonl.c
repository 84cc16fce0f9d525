/* Our own records, mlfix-records(5), as a dataset: one file, an object a line.
 * What else a record holds goes along with it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/annotation/object-ids.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/obb.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

static int is_name(const char *file)
{
    const char *extension = mlf_path_extension(file);

    return !strcasecmp(extension, ".jsonl") || !strcasecmp(extension, ".ndjson");
}

/* Records may lie in any folder, so they are a dataset only where the user names the file. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    size_t length;
    char *head;
    int sure;

    (void)evidence;
    if (!dataset->start || !is_name(dataset->start))
        return 0;
    if (!(head = mlf_head(dataset, dataset->start, 4096, &length, err)))
        return -1;
    sure = strchr("{", head[strspn(head, " \t\r\n")]) ? 2 : 0; /* an empty file is one, too; other formats have lines
                                                                  with marks of their own */
    free(head);
    return sure;
}

/* ---- Lines ---- */

struct lines {
    struct mlf_mapping text;
    size_t at;
    size_t number; /* of the line, from 1 */
    struct mlf_span line;
    struct mlf_record record; /* the last one read */
};

static int lines_open(struct lines *lines, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    *lines = (struct lines){.at = 0};
    return mlf_map(&lines->text, dataset, file, err);
}

static void lines_close(struct lines *lines)
{
    mlf_record_free(&lines->record);
    mlf_unmap(&lines->text);
}

/* 1 and the next record, 0 at the end, -1 on error. */
static int lines_next(struct lines *lines, struct mlf_err *err)
{
    const char *text = lines->text.data;

    mlf_record_free(&lines->record);
    lines->record = (struct mlf_record){0};
    while (lines->at < lines->text.length) {
        size_t begin = lines->at;
        const char *newline = memchr(text + begin, '\n', lines->text.length - begin);
        size_t end = newline ? (size_t)(newline - text) : lines->text.length;

        lines->at = newline ? end + 1 : end;
        lines->number++;
        while (end > begin && text[end - 1] && strchr(" \t\r", text[end - 1]))
            end--;
        if (end == begin)
            continue;
        lines->line = (struct mlf_span){begin, end - begin};
        if (end - begin > MLF_LIMIT_LINE)
            return mlf_record_too_long(err), mlf_fail_at(err, "%s:%zu", lines->text.path, lines->number);
        if (!mlf_record_parse(&lines->record, text + begin, end - begin, err))
            return 1;
        return mlf_fail_at(err, "%s:%zu", lines->text.path, lines->number);
    }
    return 0;
}

/* ---- Photos ---- */

/* Shortens the folder, which ends in '/', until the path begins with it. */
static void share(char *folder, const char *path)
{
    size_t length = strlen(folder);

    while (length > 0 && strncmp(folder, path, length) != 0) {
        length--;
        while (length > 0 && folder[length - 1] != '/')
            length--;
        folder[length] = '\0';
    }
}

/* The longest folder that the paths of all photos share, "" or with its '/', and one of the photos. */
static int shared_folder(const struct mlf_dataset *dataset, char **folder, char **photo, struct mlf_err *err)
{
    struct lines lines;
    int more = -1;

    if (lines_open(&lines, dataset, dataset->start, err))
        return -1;
    while ((more = lines_next(&lines, err)) > 0) {
        char *image = mlf_record_string(&lines.record, "image", err);

        if (image && !*folder) {
            *folder = mlf_strndup(image, (size_t)(mlf_path_base(image) - image), err);
            *photo = image;
            if (*folder)
                continue;
        }
        if (image && *folder)
            share(*folder, image);
        free(*photo == image ? NULL : image);
        if (err && err->text[0])
            break;
    }
    lines_close(&lines);
    return more > 0 ? -1 : more;
}

/* Records name photos as the tools do, from where one stands; a file of records that lies
 * beside its photos may name them from there. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    char *folder = NULL;
    char *photo = NULL;
    int result = -1;

    if (!dataset->start)
        return mlf_fail(err, "name the file of records itself, such as '%s/records.jsonl'", dataset->root);
    if (dataset->images_given)
        return 0;
    if (shared_folder(dataset, &folder, &photo, err))
        goto done;
    free(dataset->owned_images);
    if (photo && *photo != '/' && !mlf_is_file(".", photo) && mlf_is_file(dataset->root, photo))
        dataset->owned_images = mlf_strdup(dataset->root, err);
    else
        dataset->owned_images = mlf_strdup(folder && *folder ? folder : ".", err);
    dataset->images = dataset->owned_images;
    result = dataset->images ? 0 : -1;
done:
    free(folder);
    free(photo);
    return result;
}

/* The part of the path behind the images' folder; all of it where it does not begin so. */
static const char *below_images(const struct mlf_dataset *dataset, const char *image)
{
    size_t length = strlen(dataset->images);

    if (length > 0 && !strncmp(image, dataset->images, length)) {
        if (dataset->images[length - 1] == '/')
            return image + length;
        if (image[length] == '/')
            return image + length + 1;
    }
    return image;
}

/* ---- Objects ---- */

/* Fields that are written anew, or stand in mlf_object. */
static int is_known(const struct mlf_field *field)
{
    static const char *const known[] = {"id",    "image", "bbox",   "obb",   "label", "source",
                                        "split", "crop",  "issues", "error", NULL};

    for (int i = 0; known[i]; i++)
        if (mlf_field_is(field, known[i]))
            return 1;
    return 0;
}

static int put_others(const struct mlf_record *record, struct mlf_buf *buf, struct mlf_err *err)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct mlf_field *field = &record->fields[i];

        if (is_known(field))
            continue;
        mlf_buf_putc(buf, ',');
        mlf_field_put_key(field, buf);
        mlf_buf_putc(buf, ':');
        mlf_buf_add(buf, field->value, field->length);
    }
    return mlf_buf_check(buf, err);
}

/* What is taken from a record; owned. */
struct texts {
    char *id, *unique, *image, *label, *split, *error, *track;
    char *key, *source, *issues, *crop, *annotator; /* JSON text */
    struct mlf_buf others;
};

static void texts_free(struct texts *texts)
{
    char *all[] = {texts->id,    texts->unique, texts->image,  texts->label,  texts->split, texts->error,
                   texts->track, texts->key,    texts->source, texts->issues, texts->crop,  texts->annotator};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    mlf_buf_free(&texts->others);
}

/* JSON text of a field of that kind, or NULL. */
static char *text_of(const struct mlf_record *record, const char *key, enum mlf_json_kind kind, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, key);

    return field && field->kind == kind ? mlf_strndup(field->value, field->length, err) : NULL;
}

static int take_texts(struct texts *texts, const struct mlf_record *record, struct mlf_err *err)
{
    const struct mlf_field *split = mlf_record_find(record, "split");
    struct mlf_err inner = {""};

    texts->id = mlf_record_string(record, "id", &inner);
    texts->image = mlf_record_string(record, "image", &inner);
    texts->label = mlf_record_string(record, "label", &inner);
    texts->error = mlf_record_string(record, "error", &inner);
    if (split && split->kind == MLF_JSON_STRING)
        texts->split = mlf_record_string(record, "split", &inner);
    texts->key = text_of(record, "id", MLF_JSON_STRING, &inner);
    texts->source = text_of(record, "source", MLF_JSON_OBJECT, &inner);
    texts->issues = text_of(record, "issues", MLF_JSON_ARRAY, &inner);
    texts->crop = text_of(record, "crop", MLF_JSON_STRING, &inner);
    texts->track = mlf_record_string(record, "track", NULL);
    texts->annotator = text_of(record, "annotator", MLF_JSON_STRING, &inner);
    if (!texts->annotator)
        texts->annotator = text_of(record, "annotator", MLF_JSON_NUMBER, &inner);
    put_others(record, &texts->others, &inner);
    return inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
}

/* Whether a reviewer found the object to be none: it is left out. */
static int is_marked(const struct mlf_record *record)
{
    const struct mlf_field *verdict = mlf_record_find(record, "verdict");

    /* "invalid" is what marks were called before */
    return verdict && verdict->kind == MLF_JSON_STRING &&
           ((verdict->length == strlen("\"remove\"") && !memcmp(verdict->value, "\"remove\"", verdict->length)) ||
            (verdict->length == strlen("\"invalid\"") && !memcmp(verdict->value, "\"invalid\"", verdict->length)));
}

static int report(const struct mlf_dataset *dataset, const struct mlf_record *record, size_t index, struct mlf_ids *ids,
                  mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_object object = {.file = dataset->start, .index = index};
    struct texts texts = {.id = NULL};
    struct mlf_obb obb;
    double corners[8];
    double frame;
    int result = -1;

    if (take_texts(&texts, record, err))
        goto done;
    if (!texts.id && !(texts.id = mlf_strf(err, "%s#%zu", dataset->start, index)))
        goto done;
    if (!(texts.unique = mlf_ids_unique(ids, texts.id, err)))
        goto done;
    object.id = texts.unique;
    object.key = texts.key;
    object.image = texts.image && *texts.image ? below_images(dataset, texts.image) : NULL;
    object.label = texts.label && *texts.label ? texts.label : NULL;
    object.split = texts.split;
    object.has_bbox = mlf_record_bbox(record, object.bbox);
    if (mlf_record_obb(record, &obb)) {
        mlf_obb_corners(&obb, corners);
        object.corners = corners;
        object.turned = obb.degrees;
    }
    object.fields = texts.others.data;
    object.annotator = texts.annotator;
    if (texts.track && mlf_record_number(record, "frame", &frame) && fabs(frame) < 1e9) {
        object.track = texts.track;
        object.frame = (long)frame;
    }
    object.issue = is_marked(record) ? "ignored" : mlf_record_has_issue(record, "bbox-seam") ? "bbox-seam" : NULL;
    object.error = texts.error;
    object.earlier = (struct mlf_earlier){
        .source = texts.source, .issues = texts.issues, .crop = texts.crop, .failed = texts.error != NULL};
    result = sink(context, &object, err);
done:
    texts_free(&texts);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct lines lines;
    struct mlf_ids ids = {0};
    size_t index = 0;
    int more;

    if (lines_open(&lines, dataset, dataset->start, err))
        return -1;
    while ((more = lines_next(&lines, err)) > 0)
        if (json_attributes_say(dataset->attributes, lines.text.data, lines.text.length, lines.line.offset, err) ||
            report(dataset, &lines.record, index++, &ids, sink, context, err)) {
            more = mlf_fail_at(err, "%s:%zu", lines.text.path, lines.number);
            break;
        }
    mlf_ids_free(&ids);
    lines_close(&lines);
    return more;
}

/* The places of all records. */
static int list_lines(struct lines *lines, struct mlf_list *list, struct mlf_err *err)
{
    size_t capacity = 0;
    int more;

    while ((more = lines_next(lines, err)) > 0) {
        if (mlf_grow(&list->members, &capacity, list->n + 1, sizeof *list->members, err))
            return -1;
        list->members[list->n++] = lines->line;
    }
    return more;
}

static int set_label(const struct mlf_attributes *attributes, const struct mlf_list *list,
                     const struct mlf_change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    if (!attributes)
        return mlf_list_set_string(list, change->index, "label", change->label, edits, err);
    return json_attributes_edit(attributes, list->file, list->text, list->length, list->members[change->index].offset,
                                change->label, edits, err);
}

static int edit_line(const struct mlf_attributes *attributes, const struct mlf_list *list,
                     const struct mlf_change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    if (change->action == MLF_MARK)
        return mlf_list_set_string(list, change->index, "verdict", "remove", edits, err);
    if (change->label && set_label(attributes, list, change, edits, err))
        return -1;
    return change->action == MLF_REBOX ? mlf_list_set_bbox(list, change->index, change->bbox, edits, err) : 0;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct lines lines;
    struct mlf_list list = {.file = file};
    int result = -1;

    if (lines_open(&lines, dataset, file, err))
        return -1;
    list.path = lines.text.path;
    list.text = lines.text.data;
    list.length = lines.text.length;
    if (list_lines(&lines, &list, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        int failed;

        if (changes[i].index >= list.n) {
            mlf_fail(err, "'%s' has no record %zu", file, changes[i].index);
            goto done;
        }
        if (changes[i].action != MLF_REMOVE) {
            failed = edit_line(dataset->attributes, &list, &changes[i], edits, err);
        } else {
            struct mlf_span line = mlf_whole_lines(list.text, list.length, list.members[changes[i].index]);

            failed = mlf_edits_replace(edits, file, line.offset, line.length, "", 0, err);
        }
        if (failed)
            goto done;
    }
    result = 0;
done:
    free(list.members);
    lines_close(&lines);
    return result;
}

const struct mlf_driver mlf_driver_jsonl = {
    .name = "jsonl",
    .description = "records of these tools: a file *.jsonl, see mlfix-records(5)",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .attributes = 1,
    .mark = "verdict becomes \"remove\"",
    .boxes = 1,
    .may_be_empty = 1,
};
