/* Edits of Label Studio exports. See labelstudio-edit.h. */

#include "labelstudio-edit.h"

#include <stdlib.h>
#include <string.h>

#include "labelstudio-parse.h"
#include "labelstudio-result.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/base/array.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"

/* A region that is to be removed or to get another box. Several results may describe one region: all change. */
struct regional {
    const struct mlf_change *change;
    struct mlf_span results;
    size_t member;
    int width, height;       /* of the photo */
    char *id;                /* NULL: that member alone */
    struct mlf_span choices; /* it is one of the `choice_n` in this list */
    size_t choice, choice_n;
};

struct editing {
    const char *file;
    const char *path; /* for messages */
    const char *text;
    size_t length;
    const struct mlf_change *changes;
    size_t n, done;
    struct regional *regions;
    size_t region_count, region_capacity;
    struct mlf_edits *edits;
};

static int put_label(struct editing *editing, const struct studio_object *object, const char *label,
                     struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = -1;

    if (object->label_span.offset == 0)
        return mlf_fail(err, "'%s' has no list of labels that one could be put into",
                        object->id ? object->id : "a region");
    mlf_json_put_string(&buf, label);
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_replace(editing->edits, editing->file, object->label_span.offset, object->label_span.length,
                                   buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

static struct mlf_list list_of(const struct editing *editing, struct mlf_span array)
{
    return (struct mlf_list){
        .file = editing->file, .path = editing->path, .text = editing->text, .length = editing->length, .array = array};
}

/* Puts "ignore" first among the notes of the region, where Label Studio shows them. */
static int put_note(struct editing *editing, const struct studio_object *object, struct mlf_err *err)
{
    struct mlf_list list = list_of(editing, object->results);
    struct mlf_member meta = {.key = "meta"};
    struct mlf_member notes = {.key = "text"};
    char *longer = NULL;
    int result = -1;

    if (object->ignored)
        return 0;
    if (mlf_list_open(&list, err) ||
        mlf_json_pick(list.text, list.length, list.members[object->member].offset, &meta, 1, NULL, err) ||
        (meta.there && meta.kind == MLF_JSON_OBJECT &&
         mlf_json_pick(list.text, list.length, meta.span.offset, &notes, 1, NULL, err)))
        goto done;
    if (notes.there && notes.kind == MLF_JSON_ARRAY) {
        int empty = list.text[notes.span.offset + 1 + strspn(list.text + notes.span.offset + 1, " \t\r\n")] == ']';

        longer = mlf_strf(err, "\"%s\"%s", STUDIO_IGNORE, empty ? "" : ", ");
        if (longer)
            result =
                mlf_edits_replace(editing->edits, editing->file, notes.span.offset + 1, 0, longer, strlen(longer), err);
        goto done;
    }
    if (notes.there && notes.kind == MLF_JSON_STRING)
        longer = mlf_strf(err, "[\"%s\", %.*s]", STUDIO_IGNORE, (int)notes.span.length, list.text + notes.span.offset);
    else
        longer = mlf_strf(err, "[\"%s\"]", STUDIO_IGNORE);
    if (longer)
        result = mlf_list_set_inside(&list, object->member, "meta", "text", longer, editing->edits, err);
done:
    free(longer);
    free(list.members);
    return result;
}

static int edit_object(void *context, const struct studio_object *object, struct mlf_err *err)
{
    struct editing *editing = context;
    const struct mlf_change *change = &editing->changes[editing->done];
    struct regional *region;

    if (object->is_bare || editing->done == editing->n || change->index != object->index)
        return 0;
    editing->done++;
    if (change->action == MLF_MARK && object->choice_n > 1)
        return mlf_fail(err,
                        "'%s' of '%s' is one of several choices, which only have a mark together: --invalid remove",
                        object->label ? object->label : "", editing->file);
    if (change->action == MLF_MARK)
        return put_note(editing, object, err);
    if (change->action != MLF_REMOVE && change->label && put_label(editing, object, change->label, err))
        return -1;
    if (change->action == MLF_RELABEL)
        return 0;
    if (change->action == MLF_REBOX && (object->rotation != 0 || !object->has_bbox))
        return mlf_fail(err, "region '%s' has no upright box that could be changed", object->id ? object->id : "?");
    if (mlf_grow(&editing->regions, &editing->region_capacity, editing->region_count + 1, sizeof *editing->regions,
                 err))
        return -1;
    region = &editing->regions[editing->region_count++];
    *region = (struct regional){.change = change,
                                .results = object->results,
                                .member = object->member,
                                .width = object->width,
                                .height = object->height,
                                .choices = object->choices,
                                .choice = object->choice,
                                .choice_n = object->choice_n};
    return object->id && !(region->id = mlf_strdup(object->id, err)) ? -1 : 0;
}

/* The region that a member of the results is about, or NULL. */
static const struct regional *about(const struct mlf_list *list, size_t member, const struct regional *regions,
                                    size_t n, const struct mlf_string_set *ids, const size_t *of_id,
                                    struct mlf_err *err)
{
    struct mlf_member id = {.key = "id"};
    size_t index;
    char *text;

    for (size_t i = 0; i < n; i++)
        if (!regions[i].id && regions[i].member == member)
            return &regions[i];
    if (list->text[list->members[member].offset] != '{' ||
        mlf_json_pick(list->text, list->length, list->members[member].offset, &id, 1, NULL, err))
        return NULL;
    text = mlf_member_text(list->text, &id, err);
    index = text ? mlf_string_set_find(ids, text) : MLF_NO_STRING;
    free(text);
    return index != MLF_NO_STRING ? &regions[of_id[index]] : NULL;
}

/* Writes the box, in percent of the photo, into the result that has one. */
static int put_box(struct editing *editing, const struct mlf_list *list, size_t member, const struct regional *region,
                   struct mlf_err *err)
{
    struct mlf_member value = {.key = "value"};
    struct mlf_member sides[] = {{.key = "x"}, {.key = "y"}, {.key = "width"}, {.key = "height"}, {.key = "points"}};
    struct mlf_span spans[4];
    double now[4];
    double wanted[4];
    const struct mlf_measure measure = {.pixels = {region->width / 100., region->height / 100.}};

    if (mlf_json_pick(list->text, list->length, list->members[member].offset, &value, 1, NULL, err))
        return -1;
    if (!value.there || value.kind != MLF_JSON_OBJECT)
        return 0;
    if (mlf_json_pick(list->text, list->length, value.span.offset, sides, 5, NULL, err))
        return -1;
    for (int i = 0; i < 4; i++) {
        if (sides[4].there || !mlf_member_number(list->text, &sides[i], &now[i]))
            return member == region->member
                       ? mlf_fail(err, "region '%s' is no rectangle: its box follows from its points",
                                  region->id ? region->id : "?")
                       : 0;
        spans[i] = sides[i].span;
        wanted[i] = region->change->bbox[i] * 100 / (i % 2 ? region->height : region->width);
    }
    return mlf_edits_box(editing->edits, editing->file, editing->text, spans, now, wanted, &measure, 0, err);
}

/* Takes regions of one annotation out of its results, or gives them their boxes. */
static int edit_results(struct editing *editing, const struct regional *regions, size_t n, struct mlf_err *err)
{
    struct mlf_list list = list_of(editing, regions->results);
    struct mlf_change *gone = NULL;
    struct mlf_string_set ids = {0};
    size_t *of_id = mlf_alloc(n, sizeof *of_id, err);
    size_t count = 0;
    int result = -1;

    if (!of_id || mlf_list_open(&list, err) || !(gone = mlf_alloc(list.n, sizeof *gone, err)))
        goto done;
    for (size_t i = 0; i < n; i++) {
        size_t index = 0;

        if (regions[i].id && mlf_string_set_add(&ids, regions[i].id, &index, NULL, err))
            goto done;
        if (regions[i].id)
            of_id[index] = i;
    }
    for (size_t i = 0; i < list.n; i++) {
        const struct regional *region = about(&list, i, regions, n, &ids, of_id, err);

        if (err && err->text[0])
            goto done;
        if (region && region->change->action == MLF_REMOVE)
            gone[count++] = (struct mlf_change){.index = i, .action = MLF_REMOVE};
        else if (region && put_box(editing, &list, i, region, err))
            goto done;
    }
    result = mlf_list_remove(&list, gone, count, editing->edits, err);
done:
    mlf_string_set_free(&ids);
    free(of_id);
    free(gone);
    free(list.members);
    return result;
}

/* Takes the choices [first, first + n), which are of one list, out of it. */
static int remove_choices(struct editing *editing, const struct regional *first, size_t n, struct mlf_err *err)
{
    struct mlf_list list = list_of(editing, first->choices);
    struct mlf_change *gone = mlf_alloc(n, sizeof *gone, err);
    int result = -1;

    if (gone && !mlf_list_open(&list, err)) {
        for (size_t i = 0; i < n; i++)
            gone[i] = (struct mlf_change){.index = first[i].choice, .action = MLF_REMOVE};
        result = mlf_list_remove(&list, gone, n, editing->edits, err);
    }
    free(gone);
    free(list.members);
    return result;
}

/* Where some choices of a list stay, the others are taken out of it, and of the region nothing else changes. What stays
 * in the list of regions are those that change as a whole. */
static int settle_choices(struct editing *editing, struct mlf_err *err)
{
    size_t kept = 0, n;

    for (size_t i = 0; i < editing->region_count; i += n) {
        struct regional *first = &editing->regions[i];

        for (n = 1;
             first->choice_n > 1 && i + n < editing->region_count && first[n].choices.offset == first->choices.offset;)
            n++;
        if (first->choice_n > 1 && n < first->choice_n && remove_choices(editing, first, n, err))
            return -1;
        for (size_t k = 0; k < n; k++) {
            struct regional region = first[k];

            first[k].id = NULL;
            if (k == 0 && (first->choice_n < 2 || n == first->choice_n))
                editing->regions[kept++] = region;
            else
                free(region.id);
        }
    }
    editing->region_count = kept;
    return 0;
}

static int edit_regions(struct editing *editing, struct mlf_err *err)
{
    size_t n;

    if (settle_choices(editing, err))
        return -1;

    for (size_t i = 0; i < editing->region_count; i += n) {
        const struct regional *first = &editing->regions[i];

        for (n = 1; i + n < editing->region_count && first[n].results.offset == first->results.offset;)
            n++;
        if (edit_results(editing, first, n, err))
            return -1;
    }
    return 0;
}

int studio_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct editing editing = {.file = file, .changes = changes, .n = n, .edits = edits};
    struct mlf_mapping text;
    int result = -1;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    editing.path = text.path;
    editing.text = text.data;
    editing.length = text.length;
    if (studio_walk(text.data, text.length, edit_object, &editing, NULL, err))
        mlf_fail_json(err, text.path);
    else if (editing.done < n)
        mlf_fail(err, "'%s' has no object %zu", file, changes[editing.done].index);
    else
        result = edit_regions(&editing, err);
    for (size_t i = 0; i < editing.region_count; i++)
        free(editing.regions[i].id);
    free(editing.regions);
    mlf_unmap(&text);
    return result;
}
