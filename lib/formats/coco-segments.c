/* See coco-segments.h. */

#include "coco-segments.h"

#include "coco-file.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/base/array.h"
#include "mlfix/json/json-members.h"

int coco_segments_begin(struct coco_segments *segments, const struct coco_file *coco, size_t offset, char **photo,
                        struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "image_id"}, {.key = "segments_info"}};
    const char *text = coco->text.data;

    *segments = (struct coco_segments){.json = {text, coco->text.length, offset}, .first = 1, .coco = coco};
    if (mlf_json_pick(text, coco->text.length, offset, members, 2, &segments->end, err))
        return mlf_fail_json(err, coco->text.path);
    if (photo)
        *photo = mlf_member_text(text, &members[0], err);
    if (err && err->text[0])
        return -1;
    segments->none = !members[1].there || members[1].kind != MLF_JSON_ARRAY;
    if (segments->none)
        return 0;
    segments->json.at = members[1].span.offset;
    return mlf_json_enter(&segments->json, MLF_JSON_ARRAY, err);
}

int coco_segments_next(struct coco_segments *segments, struct mlf_err *err)
{
    const struct mlf_mapping *text = &segments->coco->text;
    struct mlf_json *json = &segments->json;
    enum mlf_json_kind kind;
    int more = segments->none ? 0 : mlf_json_next(json, MLF_JSON_ARRAY, &segments->first, NULL, err);

    if (more <= 0)
        return more;
    if (mlf_json_peek(json, &kind, err))
        return -1;
    if (kind == MLF_JSON_OBJECT)
        return 1;
    mlf_fail(err, "a segment that is no object");
    return mlf_fail_in(err, text->path, text->data, text->length, json->at);
}

int coco_segments_open(struct mlf_list *list, const struct coco_file *coco, struct mlf_err *err)
{
    struct mlf_json json = {list->text, list->length, list->array.offset};
    struct coco_segments segments;
    size_t capacity = 0;
    int first = 1;
    int more;

    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return mlf_fail_json(err, list->path);
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        if (coco_segments_begin(&segments, coco, json.at, NULL, err))
            return -1;
        while ((more = coco_segments_next(&segments, err)) > 0) {
            struct mlf_span span = {.offset = segments.json.at};
            enum mlf_json_kind kind;

            if (mlf_json_value(&segments.json, &span, &kind, err))
                return mlf_fail_json(err, list->path);
            if (mlf_grow(&list->members, &capacity, list->n + 1, sizeof *list->members, err))
                return -1;
            list->members[list->n++] = span;
        }
        if (more < 0)
            return -1;
        json.at = segments.end;
    }
    return more < 0 ? mlf_fail_json(err, list->path) : 0;
}
