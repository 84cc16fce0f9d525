/* See mlfix/results.h. */

#include "mlfix/results/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/compressed.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"
#include "results-yolo.h"

/* A text in which line numbers are counted on the way; offsets must be asked for in rising order. */
struct lines {
    struct mlf_mapping text;
    size_t at, line;
    size_t forgotten;
};

static size_t line_of(struct lines *lines, size_t offset)
{
    const char *text = lines->text.data;
    const char *newline;

    while (lines->at < offset && (newline = memchr(text + lines->at, '\n', offset - lines->at))) {
        lines->line++;
        lines->at = (size_t)(newline - text) + 1;
    }
    lines->at = offset;
    mlf_map_forget(&lines->text, &lines->forgotten, offset);
    return lines->line;
}

enum { IMAGE = 0, CLASS = 3, BOX = 7, CONFIDENCE = 8, MEMBERS = 11 };

/* The first of members from..to - 1 that is there and not null. */
static const struct mlf_member *first_of(const struct mlf_member *members, int from, int to)
{
    for (int i = from; i < to; i++)
        if (members[i].there && members[i].kind != MLF_JSON_NULL)
            return &members[i];
    return NULL;
}

/* The four numbers of "bbox": 1, or 0 where they are not there. */
static int read_box(const char *text, size_t length, const struct mlf_member *member, double bbox[4])
{
    struct mlf_json json = {text, length, member->span.offset};
    struct mlf_span span;
    enum mlf_json_kind kind;
    int first = 1;
    int n = 0;

    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return 0;
    while (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) > 0) {
        if (n == 4 || mlf_json_value(&json, &span, &kind, NULL) || kind != MLF_JSON_NUMBER ||
            mlf_json_number(text, span, &bbox[n], NULL))
            return 0;
        n++;
    }
    return n == 4;
}

/* An id as text; whole numbers without a fraction, which pandas likes to write. New memory. */
static char *id_text(const char *text, const struct mlf_member *member, struct mlf_err *err)
{
    double number;

    if (member->kind == MLF_JSON_NUMBER && memchr(text + member->span.offset, '.', member->span.length) &&
        !mlf_json_number(text, member->span, &number, NULL) && number == rint(number) && fabs(number) < 1e15)
        return mlf_strf(err, "%.0f", number);
    return mlf_member_text(text, member, err);
}

static int take(struct mlf_detections *detections, const char *text, size_t length, const struct mlf_member *members,
                size_t line, struct mlf_err *err)
{
    const struct mlf_member *image = first_of(members, IMAGE, CLASS);
    const struct mlf_member *class = first_of(members, CLASS, BOX);
    const struct mlf_member *confidence = first_of(members, CONFIDENCE, MEMBERS);
    double bbox[4];
    double number;
    char *photo = NULL;
    char *label = NULL;
    int result = -1;

    if (!image || (image->kind != MLF_JSON_STRING && image->kind != MLF_JSON_NUMBER))
        return mlf_fail(err, "the detection names no photo (image_id)");
    if (!class || (class->kind != MLF_JSON_STRING && class->kind != MLF_JSON_NUMBER))
        return mlf_fail(err, "the detection has no class (category_id)");
    if (!read_box(text, length, &members[BOX], bbox))
        return mlf_fail(err, "the detection has no bbox of four numbers");
    if (!confidence || confidence->kind != MLF_JSON_NUMBER || mlf_json_number(text, confidence->span, &number, NULL))
        return mlf_fail(err, "the detection has no confidence (score)");
    photo = id_text(text, image, err);
    label = id_text(text, class, err);
    if (photo && label)
        result = mlf_detections_add(detections, photo, label, bbox, number, line, err);
    free(photo);
    free(label);
    return result;
}

/* The object that begins at `offset`; *end is the offset behind it. */
static int read_object(struct mlf_detections *detections, struct lines *lines, size_t length, size_t offset,
                       size_t *end, struct mlf_err *err)
{
    struct mlf_member members[MEMBERS] = {{.key = "image_id"},    {.key = "image"}, {.key = "file_name"},
                                          {.key = "category_id"}, {.key = "label"}, {.key = "category"},
                                          {.key = "class"},       {.key = "bbox"},  {.key = "score"},
                                          {.key = "confidence"},  {.key = "prob"}};
    const char *text = lines->text.data;

    if (mlf_json_pick(text, length, offset, members, MEMBERS, end, err))
        return mlf_fail_json(err, lines->text.path);
    if (take(detections, text, length, members, line_of(lines, offset), err))
        return mlf_fail_in(err, lines->text.path, text, lines->text.length, offset);
    return 0;
}

static int read_array(struct mlf_detections *detections, struct lines *lines, struct mlf_json json, struct mlf_err *err)
{
    const char *path = lines->text.path;
    enum mlf_json_kind kind;
    int first = 1;
    int more;

    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return mlf_fail_json(err, path);
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        if (mlf_json_peek(&json, &kind, err))
            return mlf_fail_json(err, path);
        if (kind != MLF_JSON_OBJECT) {
            mlf_fail(err, "a detection that is no object");
            return mlf_fail_in(err, path, json.text, json.length, json.at);
        }
        if (read_object(detections, lines, json.length, json.at, &json.at, err))
            return -1;
    }
    if (more < 0)
        return mlf_fail_json(err, path);
    if (!mlf_json_at_end(&json)) {
        mlf_fail(err, "more behind the end of the JSON text");
        return mlf_fail_in(err, path, json.text, json.length, json.at);
    }
    return 0;
}

static int read_json_lines(struct mlf_detections *detections, struct lines *lines, struct mlf_json json,
                           struct mlf_err *err)
{
    while (!mlf_json_at_end(&json)) {
        const char *newline = memchr(json.text + json.at, '\n', json.length - json.at);
        struct mlf_json line = {json.text, newline ? (size_t)(newline - json.text) : json.length, json.at};
        size_t end;

        if (json.text[json.at] != '{') {
            mlf_fail(err, "a line that is no JSON object");
            return mlf_fail_in(err, lines->text.path, json.text, json.length, json.at);
        }
        if (read_object(detections, lines, line.length, json.at, &end, err))
            return -1;
        line.at = end;
        if (!mlf_json_at_end(&line)) {
            mlf_fail(err, "more behind the object of the line");
            return mlf_fail_in(err, lines->text.path, json.text, json.length, line.at);
        }
        json.at = line.length;
    }
    return 0;
}

static int read_file(struct mlf_detections *detections, const char *path, struct mlf_err *err)
{
    struct lines lines = {.line = 1};
    struct mlf_json json;
    int result = -1;

    if (mlf_map_path(&lines.text, path, err))
        return -1;
    if (mlf_compressed_refuse(path, lines.text.data, lines.text.length, err)) {
        mlf_unmap(&lines.text);
        return -1;
    }
    json = mlf_json_begin(lines.text.data, lines.text.length);
    if (mlf_json_at_end(&json))
        result = 0; /* a detector that found nothing, in lines */
    else if (json.text[json.at] == '[')
        result = read_array(detections, &lines, json, err);
    else if (json.text[json.at] == '{')
        result = read_json_lines(detections, &lines, json, err);
    else
        mlf_fail(err, "%s: neither a JSON array of results nor JSON Lines", path);
    mlf_unmap(&lines.text);
    return result;
}

int mlf_results_read(struct mlf_detections *detections, const char *path, struct mlf_err *err)
{
    if (mlf_is_folder(path, ""))
        return mlf_results_read_yolo(detections, path, err);
    if (!(detections->path = mlf_strdup(path, err)))
        return -1;
    return read_file(detections, path, err);
}
