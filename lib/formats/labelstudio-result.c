/* See labelstudio-result.h. */

#include "labelstudio-result.h"

#include <string.h>

/* Whether "ignore" stands among the notes, which are meta.text: a list of texts, or one. */
static int read_notes(const char *text, size_t length, const struct mlf_member *meta, int *ignored, struct mlf_err *err)
{
    struct mlf_member notes = {.key = "text"};
    struct mlf_json json;
    int first = 1;
    int more = 0;

    if (!meta->there || meta->kind != MLF_JSON_OBJECT)
        return 0;
    if (mlf_json_pick(text, length, meta->span.offset, &notes, 1, NULL, err))
        return -1;
    if (notes.there && notes.kind == MLF_JSON_STRING)
        *ignored = mlf_json_string_is(text, notes.span, STUDIO_IGNORE);
    if (!notes.there || notes.kind != MLF_JSON_ARRAY)
        return 0;
    json = (struct mlf_json){text, length, notes.span.offset};
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        struct mlf_span note;
        enum mlf_json_kind kind;

        if (mlf_json_value(&json, &note, &kind, err))
            return -1;
        *ignored |= kind == MLF_JSON_STRING && mlf_json_string_is(text, note, STUDIO_IGNORE);
    }
    return more;
}

int studio_read_result(const char *text, size_t length, struct mlf_span span, struct studio_result *result,
                       struct mlf_err *err)
{
    static const char *const keys[] = {"id",   "value",      "original_width", "original_height", "image_rotation",
                                       "meta", "item_index", "to_name"};

    *result = (struct studio_result){.id = NULL};
    if (text[span.offset] != '{')
        return 0;
    for (int i = 0; i < STUDIO_RESULT_MEMBERS; i++)
        result->members[i].key = keys[i];
    if (mlf_json_pick(text, length, span.offset, result->members, STUDIO_RESULT_MEMBERS, NULL, err))
        return -1;
    if (!result->members[STUDIO_RESULT_VALUE].there || result->members[STUDIO_RESULT_VALUE].kind != MLF_JSON_OBJECT)
        return 0;
    mlf_member_number(text, &result->members[STUDIO_RESULT_WIDTH], &result->width);
    mlf_member_number(text, &result->members[STUDIO_RESULT_HEIGHT], &result->height);
    if (read_notes(text, length, &result->members[STUDIO_RESULT_META], &result->ignored, err))
        return -1;
    if (studio_read_shape(text, length, result->members[STUDIO_RESULT_VALUE].span, result->width, result->height,
                          &result->shape, err))
        return -1;
    result->id = mlf_member_text(text, &result->members[STUDIO_RESULT_ID], err);
    return !result->id && result->members[STUDIO_RESULT_ID].there && err && err->text[0] ? -1 : 0;
}

int studio_is_empty_choice(const char *text, const struct studio_result *result)
{
    struct mlf_span list = result->shape.list;

    return result->shape.rank == STUDIO_WHOLE && list.length > 1 &&
           text[list.offset + 1 + strspn(text + list.offset + 1, " \t\r\n")] == ']';
}
