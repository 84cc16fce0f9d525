/* See labelstudio-parse.h. */

#include "labelstudio-parse.h"

#include <stdlib.h>
#include <string.h>

#include "labelstudio-images.h"
#include "labelstudio-result.h"
#include "labelstudio-shape.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/annotation/json-path.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/json/json-members.h"

struct walk {
    const char *text;
    size_t length;
    studio_visit *visit;
    void *context;
    struct studio_object object; /* what the task and the annotation say of all their objects */
    /* the regions of one annotation, and what their best result is; 0 once it was an object */
    struct mlf_string_set regions;
    int *ranks;
    size_t rank_capacity;
    struct mlf_span data;      /* of the task */
    size_t n_images;           /* that it names with members of their own */
    char *photo;               /* of the region, where these are not one */
    struct studio_object bare; /* the task, as long as it has no choice */
    char *bare_id;             /* of its first annotation */
    int annotated, chosen;     /* it has an annotation; it has a choice */
};

/* Whether the text is one task: older versions wrote a file for each. */
static int is_single(const char *text, size_t length)
{
    struct mlf_json json = mlf_json_begin(text, length);
    enum mlf_json_kind kind;

    return !mlf_json_peek(&json, &kind, NULL) && kind == MLF_JSON_OBJECT;
}

enum studio_kind studio_look(const char *text, size_t length)
{
    struct mlf_json json = mlf_json_begin(text, length);
    struct mlf_span key;
    struct mlf_span value;
    enum mlf_json_kind kind;
    int single = is_single(text, length);
    int has_data = 0;
    int has_list = 0;
    int first = 1;

    if (!single &&
        (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL) || mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) <= 0))
        return STUDIO_NONE;
    if (mlf_json_enter(&json, MLF_JSON_OBJECT, NULL))
        return STUDIO_NONE;
    first = 1;
    while (mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, NULL) > 0) {
        if (mlf_json_peek(&json, &kind, NULL))
            return STUDIO_NONE;
        has_list |= kind == MLF_JSON_ARRAY &&
                    (mlf_json_string_is(text, key, "completions") || mlf_json_string_is(text, key, "annotations")) &&
                    json_path_looks(text, length, json.at, "#0>result") != 0; /* other formats have annotations, too */
        has_data |= kind == MLF_JSON_OBJECT && mlf_json_string_is(text, key, "data");
        if (single ? has_list && has_data : has_list || has_data)
            return STUDIO_FULL;
        if (!single && mlf_json_string_is(text, key, "annotation_id"))
            return STUDIO_MIN;
        if (mlf_json_value(&json, &value, &kind, NULL))
            return STUDIO_NONE;
    }
    return STUDIO_NONE;
}

/* ---- One result ---- */

/* Visits the other choices of a list about the whole photo, each of which is an object. */
static int visit_choices(struct walk *walk, struct mlf_err *err)
{
    struct studio_object *object = &walk->object;
    struct mlf_span *members = NULL;
    size_t n = 0;
    int status = 0;

    object->choice = object->choice_n = 0;
    if (object->choices.length > 0 && mlf_json_members(walk->text, object->choices, &members, &n, err))
        return -1;
    object->choice_n = n;
    for (size_t i = 0; i < (n ? n : 1) && !status; i++) {
        int is_text = n > 0 && walk->text[members[i].offset] == '"';
        char *label = i > 0 && is_text ? mlf_json_string(walk->text, members[i], err) : NULL;

        if (i > 0) {
            object->choice = i;
            object->label_span = members[i];
            object->label = label && *label ? label : NULL;
        }
        status = i > 0 && is_text && !label ? -1 : walk->visit(walk->context, object, err);
        object->index++;
        free(label);
    }
    free(members);
    return status;
}

/* The first string of the list, decoded into *label. */
static int read_label(const struct walk *walk, struct mlf_span list, struct mlf_span *span, char **label,
                      struct mlf_err *err)
{
    struct mlf_json json = {walk->text, walk->length, list.offset};
    enum mlf_json_kind kind;
    int first = 1;
    int more;

    if (list.length == 0)
        return 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err) ||
        (more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) < 0)
        return -1;
    *span = (struct mlf_span){list.offset + 1, 0};
    if (!more)
        return 0;
    if (mlf_json_value(&json, span, &kind, err))
        return -1;
    if (kind == MLF_JSON_STRING && !(*label = mlf_json_string(walk->text, *span, err)))
        return -1;
    return 0;
}

/* Remembers which result describes each region best. */
static int note_rank(struct walk *walk, const struct studio_result *result, struct mlf_err *err)
{
    size_t index;
    int added;

    if (!result->id || result->shape.rank == STUDIO_WHOLE || result->shape.rank == STUDIO_IGNORED)
        return 0;
    if (mlf_string_set_add(&walk->regions, result->id, &index, &added, err) ||
        mlf_grow(&walk->ranks, &walk->rank_capacity, walk->regions.n, sizeof *walk->ranks, err))
        return -1;
    if (added || (int)result->shape.rank > walk->ranks[index])
        walk->ranks[index] = (int)result->shape.rank;
    return 0;
}

static int is_object(struct walk *walk, const struct studio_result *result)
{
    size_t index;

    if (studio_is_empty_choice(walk->text, result)) {
        if (!walk->bare.choices.length)
            walk->bare.choices = result->shape.list;
        return 0;
    }
    walk->chosen |= result->shape.rank == STUDIO_WHOLE;
    if (result->shape.rank == STUDIO_IGNORED)
        return 0;
    if (!result->id || result->shape.rank == STUDIO_WHOLE)
        return 1;
    index = mlf_string_set_find(&walk->regions, result->id);
    if (index == MLF_NO_STRING || walk->ranks[index] != (int)result->shape.rank)
        return 0;
    walk->ranks[index] = 0;
    return 1;
}

static int report(struct walk *walk, const struct studio_result *result, struct mlf_err *err)
{
    struct studio_object *object = &walk->object;
    const struct mlf_member *id = &result->members[STUDIO_RESULT_ID];
    int whole = result->shape.rank == STUDIO_WHOLE;
    double turned = 0;
    char *key = NULL;
    char *label = NULL;
    int status = -1;

    mlf_member_number(walk->text, &result->members[STUDIO_RESULT_TURNED], &turned);
    object->error = NULL;
    object->ignored = result->ignored;
    object->value = result->members[STUDIO_RESULT_VALUE].span;
    object->has_bbox = !whole && result->shape.is_placed && result->width > 0 && result->height > 0;
    if (result->shape.is_video)
        object->error = "the region is one of a video, of which nothing is read: mlfix reads photos";
    else if (!whole && !(result->width > 0 && result->height > 0))
        object->error = "the region says no original_width and original_height";
    else if (!whole && !object->has_bbox)
        object->error = result->shape.why ? result->shape.why : "the region has not the numbers of its place";
    memcpy(object->bbox, result->shape.bbox, sizeof object->bbox);
    object->rotation = whole ? 0 : result->shape.rotation;
    /* Regions are saved as they are in the photo that was not turned; what the annotator had on top is the top. */
    object->turned = turned != 0 ? -turned : object->rotation;
    object->corners = object->turned != 0 && !whole && result->shape.has_corners ? result->shape.corners : NULL;
    object->width = mlf_size(result->width);
    object->height = mlf_size(result->height);
    object->label_span = (struct mlf_span){0, 0};
    if (read_label(walk, result->shape.list, &object->label_span, &label, err) ||
        (result->id && !(key = mlf_strndup(walk->text + id->span.offset, id->span.length, err))))
        goto done;
    free(walk->photo);
    walk->photo = NULL;
    if (walk->n_images != 1 &&
        studio_pick_image(walk->text, walk->length, walk->data, &result->members[STUDIO_RESULT_ITEM],
                          &result->members[STUDIO_RESULT_TO], &walk->photo, err))
        goto done;
    if (walk->n_images != 1)
        object->image = walk->photo;
    if (walk->n_images > 1 && !object->image && !object->error)
        object->error = "the task has several photos, and nothing tells which one the region is in";
    object->id = result->id;
    object->key = key;
    object->label = label && *label ? label : NULL;
    object->choices = whole ? result->shape.list : (struct mlf_span){0, 0};
    status = visit_choices(walk, err);
done:
    free(key);
    free(label);
    return status;
}

/* ---- Annotations and tasks ---- */

static int walk_results(struct walk *walk, struct mlf_span results, struct mlf_err *err)
{
    struct mlf_span *members = NULL;
    size_t n = 0;
    int status;

    if (mlf_json_members(walk->text, results, &members, &n, err))
        return -1;
    walk->object.results = results;
    status = 0;
    for (int pass = 0; pass < 2 && !status; pass++) {
        for (size_t i = 0; i < n && !status; i++) {
            struct studio_result result;

            walk->object.member = i;
            walk->object.result = members[i];
            status = studio_read_result(walk->text, walk->length, members[i], &result, err);
            if (!status && pass == 0)
                status = note_rank(walk, &result, err);
            else if (!status && is_object(walk, &result))
                status = report(walk, &result, err);
            free(result.id);
        }
    }
    mlf_string_set_free(&walk->regions);
    free(members);
    return status;
}

/* Who annotated, as JSON text: completed_by is a number, or an object with an email. New memory, or NULL. */
static char *annotator_of(const struct walk *walk, const struct mlf_member *by, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "email"}, {.key = "id"}};
    const struct mlf_member *who = by;

    if (by->there && by->kind == MLF_JSON_OBJECT) {
        if (mlf_json_pick(walk->text, walk->length, by->span.offset, members, 2, NULL, err))
            return NULL;
        who = &members[members[0].there && members[0].kind == MLF_JSON_STRING ? 0 : 1];
    }
    if (!who->there || (who->kind != MLF_JSON_STRING && who->kind != MLF_JSON_NUMBER))
        return NULL;
    return mlf_strndup(walk->text + who->span.offset, who->span.length, err);
}

static int walk_annotation(struct walk *walk, struct mlf_span span, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "id"}, {.key = "completed_by"}, {.key = "was_cancelled"}, {.key = "result"}};
    char *id;
    char *annotator;
    int status = -1;

    if (walk->text[span.offset] != '{')
        return mlf_fail(err, "an annotation that is no object");
    if (mlf_json_pick(walk->text, walk->length, span.offset, members, 4, NULL, err))
        return -1;
    if (members[2].there && members[2].kind == MLF_JSON_TRUE)
        return 0;
    if (!members[3].there || members[3].kind != MLF_JSON_ARRAY)
        return 0;
    id = mlf_member_text(walk->text, &members[0], err);
    annotator = annotator_of(walk, &members[1], err);
    if (!walk->annotated) {
        walk->bare.results = members[3].span;
        walk->bare_id = id ? mlf_strdup(id, err) : NULL;
    }
    walk->annotated = 1;
    walk->object.annotation = id;
    walk->object.annotator = annotator;
    if (!(err && err->text[0]))
        status = walk_results(walk, members[3].span, err);
    free(id);
    free(annotator);
    return status;
}

/* Hands a task to the visitor that was annotated and has no choice. */
static int finish_task(struct walk *walk, struct mlf_err *err)
{
    int result = 0;

    if (walk->annotated && !walk->chosen && walk->n_images == 1) {
        walk->bare.is_bare = 1;
        walk->bare.annotation = walk->bare_id;
        walk->bare.image = walk->object.image;
        walk->bare.task = walk->object.task;
        result = walk->visit(walk->context, &walk->bare, err);
        walk->bare.index++;
    }
    free(walk->bare_id);
    walk->bare_id = NULL;
    walk->bare.choices = (struct mlf_span){0, 0};
    walk->annotated = walk->chosen = 0;
    return result;
}

static int walk_task(struct walk *walk, struct mlf_span span, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "data"}, {.key = "annotations"}, {.key = "completions"}};
    const struct mlf_member *list;
    struct mlf_span *annotations = NULL;
    char *image = NULL;
    size_t n = 0;
    int result = -1;

    if (walk->text[span.offset] != '{')
        return mlf_fail(err, "a task that is no object");
    if (mlf_json_pick(walk->text, walk->length, span.offset, members, 3, NULL, err))
        return -1;
    list = &members[members[1].there ? 1 : 2];
    walk->n_images = 1;
    walk->data = members[0].span;
    if (members[0].there && members[0].kind == MLF_JSON_OBJECT &&
        studio_find_image(walk->text, walk->length, members[0].span, &image, &walk->n_images, err))
        goto done;
    walk->object.image = image;
    if (list->there && list->kind == MLF_JSON_ARRAY && mlf_json_members(walk->text, list->span, &annotations, &n, err))
        goto done;
    result = 0;
    for (size_t i = 0; i < n && !result; i++)
        result = walk_annotation(walk, annotations[i], err);
    result = finish_task(walk, err) || result ? -1 : 0;
done:
    free(annotations);
    free(image);
    return result;
}

int studio_walk(const char *text, size_t length, studio_visit *visit, void *context, size_t *objects,
                struct mlf_err *err)
{
    struct walk walk = {.text = text, .length = length, .visit = visit, .context = context};
    struct mlf_json json = mlf_json_begin(text, length);
    int first = 1;
    int more = -1;

    if (studio_look(text, length) == STUDIO_MIN)
        return mlf_fail(err, "a JSON-MIN export, which lacks what edits need: export as JSON");
    if (is_single(text, length)) {
        struct mlf_span task;
        enum mlf_json_kind kind;

        more = mlf_json_value(&json, &task, &kind, err) || walk_task(&walk, task, err) ? -1 : 0;
    } else if (mlf_json_enter(&json, MLF_JSON_ARRAY, err)) {
        return -1;
    }
    while (!is_single(text, length) && (more = mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        struct mlf_span task;
        enum mlf_json_kind kind;

        if (mlf_json_value(&json, &task, &kind, err) || walk_task(&walk, task, err)) {
            more = -1;
            break;
        }
        walk.object.task++;
    }
    if (!more && !mlf_json_at_end(&json))
        more = mlf_fail(err, "more behind the end of the JSON text");
    if (objects)
        *objects = walk.object.index;
    free(walk.ranks);
    free(walk.photo);
    return more;
}
