/* See labelstudio-choices.h. */

#include "labelstudio-choices.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "labelstudio-parse.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"
#include "mlfix/json/json-text.h"

/* A choice of a photo, or a task without any. */
struct spot {
    size_t index;
    struct mlf_span list;   /* of choices; length 0: there is none */
    struct mlf_span result; /* the object of JSON that has the list */
    struct mlf_span results;
    size_t control; /* which control of the labelling interface the list is of */
    char *annotation;
};

struct adding {
    const char *file;
    struct mlf_mapping text;
    struct spot *spots, *bare;
    size_t n, capacity, bare_n, bare_capacity;
    struct mlf_string_set controls; /* by "from_name" */
    struct mlf_span *models;        /* a result of each */
    size_t model_capacity;
    struct mlf_string_set offers; /* CONTROL/LABEL, of all that were chosen */
    struct mlf_edits *edits;
};

static int note_bare(struct adding *adding, const struct studio_object *object, struct mlf_err *err)
{
    struct spot *spot;

    if (mlf_grow(&adding->bare, &adding->bare_capacity, adding->bare_n + 1, sizeof *adding->bare, err))
        return -1;
    spot = &adding->bare[adding->bare_n++];
    *spot = (struct spot){.list = object->choices, .results = object->results};
    return object->annotation && !(spot->annotation = mlf_strdup(object->annotation, err)) ? -1 : 0;
}

static int note(void *context, const struct studio_object *object, struct mlf_err *err)
{
    struct adding *adding = context;
    struct mlf_member from = {.key = "from_name"};
    struct spot *spot;
    char *name, *offer;
    int failed, added;

    if (object->is_bare)
        return note_bare(adding, object, err);
    if (mlf_grow(&adding->spots, &adding->capacity, adding->n + 1, sizeof *adding->spots, err))
        return -1;
    spot = &adding->spots[adding->n++];
    *spot = (struct spot){.index = object->index, .results = object->results, .result = object->result};
    if (object->choice_n == 0 || !object->label)
        return 0;
    spot->list = object->choices;
    if (mlf_json_pick(adding->text.data, adding->text.length, object->result.offset, &from, 1, NULL, err))
        return -1;
    name = from.there ? mlf_member_text(adding->text.data, &from, err) : mlf_strdup("", err);
    if (!name)
        return err && err->text[0] ? -1 : mlf_fail(err, "a result whose from_name is no text");
    failed = mlf_string_set_add(&adding->controls, name, &spot->control, &added, err) ||
             mlf_grow(&adding->models, &adding->model_capacity, adding->controls.n, sizeof *adding->models, err);
    free(name);
    if (failed)
        return -1;
    if (added)
        adding->models[spot->control] = object->result;
    offer = mlf_strf(err, "%zu/%s", spot->control, object->label);
    failed = !offer || mlf_string_set_add(&adding->offers, offer, NULL, NULL, err);
    free(offer);
    return failed ? -1 : 0;
}

/* The control that offers the label: `own` where it does or none does, MLF_NO_STRING for no such preference. -1 and an
 * error where several might be meant. */
static int find_control(const struct adding *adding, const char *label, size_t own, size_t *control,
                        struct mlf_err *err)
{
    size_t found = MLF_NO_STRING, several = 0;

    for (size_t i = 0; i < adding->controls.n; i++) {
        char *offer = mlf_strf(err, "%zu/%s", i, label);
        int offers = offer && mlf_string_set_find(&adding->offers, offer) != MLF_NO_STRING;

        free(offer);
        if (!offer)
            return -1;
        if (!offers)
            continue;
        several += found != MLF_NO_STRING;
        if (found == MLF_NO_STRING || i == own)
            found = i;
    }
    *control = found != MLF_NO_STRING ? found : own;
    if (*control == MLF_NO_STRING && adding->controls.n == 1)
        *control = 0;
    if (*control != MLF_NO_STRING && (*control == own || !several))
        return 0;
    if (adding->controls.n == 0)
        return mlf_fail(err, "'%s' has no choice that a new one could be like", adding->file);
    return mlf_fail(err, "'%s' has several questions, and nothing tells which of them '%.200s' answers", adding->file,
                    label);
}

/* Puts the label behind the last choice of the list, separated as the last two are. */
static int put_choice(const struct adding *adding, struct mlf_span list, const char *label, struct mlf_err *err)
{
    const char *text = adding->text.data;
    struct mlf_span *members = NULL;
    struct mlf_buf buf = {0};
    size_t n = 0;
    int result = -1;

    if (mlf_json_members(text, list, &members, &n, err))
        return -1;
    if (n > 1) {
        size_t from = members[n - 2].offset + members[n - 2].length;

        mlf_buf_add(&buf, text + from, members[n - 1].offset - from);
    } else {
        mlf_buf_puts(&buf, ", ");
    }
    mlf_json_put_string(&buf, label);
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_amend(adding->edits, adding->file, members[n - 1].offset + members[n - 1].length, 0,
                                 buf.data, err);
    free(members);
    mlf_buf_free(&buf);
    return result;
}

/* Another list of choices of the same annotation, of this control; NULL: there is none. */
static const struct spot *list_beside(const struct adding *adding, const struct spot *spot, size_t control)
{
    for (size_t i = 0; i < adding->n; i++)
        if (adding->spots[i].list.length > 0 && adding->spots[i].control == control &&
            adding->spots[i].results.offset == spot->results.offset)
            return &adding->spots[i];
    return NULL;
}

/* ["LABEL", ...] of those changes whose control it is; 0 in controls[i] stands for done. */
static void put_labels(const struct mlf_change *changes, size_t n, size_t *controls, size_t control,
                       struct mlf_buf *buf)
{
    const char *between = "";

    for (size_t i = 0; i < n; i++) {
        if (controls[i] != control)
            continue;
        mlf_buf_puts(buf, between);
        mlf_json_put_string(buf, changes[i].label);
        between = ", ";
        controls[i] = MLF_NO_STRING;
    }
}

/* A result like the control's others, with its own id, made from the annotation's and the place. */
static int put_result(const struct adding *adding, const struct spot *spot, const struct mlf_change *changes, size_t n,
                      size_t *controls, size_t control, struct mlf_buf *buf, struct mlf_err *err)
{
    const char *text = adding->text.data;
    struct mlf_span model = adding->models[control];
    struct mlf_member members[] = {{.key = "from_name"}, {.key = "to_name"}, {.key = "type"}, {.key = "origin"}};
    const char *annotation = spot->annotation ? spot->annotation : "";
    uint64_t hash = mlf_checksum(mlf_checksum(MLF_CHECKSUM_START, annotation, strlen(annotation) + 1),
                                 adding->controls.items[control], strlen(adding->controls.items[control]));

    if (mlf_json_pick(text, adding->text.length, model.offset, members, 4, NULL, err))
        return -1;
    mlf_buf_printf(buf, "{\"value\": {\"choices\": [");
    put_labels(changes, n, controls, control, buf);
    mlf_buf_printf(buf, "]}, \"id\": \"%010" PRIx64 "\"", hash & UINT64_C(0xffffffffff));
    for (int i = 0; i < 4; i++)
        if (members[i].there)
            mlf_buf_printf(buf, ", \"%s\": %.*s", members[i].key, (int)members[i].span.length,
                           text + members[i].span.offset);
    mlf_buf_puts(buf, "}");
    return 0;
}

/* The labels of one task without choices. */
static int fill_task(const struct adding *adding, const struct spot *spot, const struct mlf_change *changes, size_t n,
                     struct mlf_err *err)
{
    size_t *controls = mlf_alloc(n, sizeof *controls, err);
    struct mlf_span *members = NULL;
    struct mlf_buf buf = {0};
    size_t n_members = 0, at = spot->results.offset + 1;
    int result = -1;

    for (size_t i = 0; controls && i < n; i++)
        if (spot->list.length > 0)
            controls[i] = 0;
        else if (find_control(adding, changes[i].label, MLF_NO_STRING, &controls[i], err))
            goto done;
    if (!controls || mlf_json_members(adding->text.data, spot->results, &members, &n_members, err))
        goto done;
    if (spot->list.length > 0) {
        at = spot->list.offset + 1;
        put_labels(changes, n, controls, 0, &buf);
    } else if (n_members > 0) {
        at = members[n_members - 1].offset + members[n_members - 1].length;
    }
    for (size_t i = 0; i < n; i++) {
        if (controls[i] == MLF_NO_STRING)
            continue;
        mlf_buf_puts(&buf, n_members > 0 || buf.length > 0 ? ", " : "");
        if (put_result(adding, spot, changes, n, controls, controls[i], &buf, err))
            goto done;
    }
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_replace(adding->edits, adding->file, at, 0, buf.data, buf.length, err);
done:
    free(controls);
    free(members);
    mlf_buf_free(&buf);
    return result;
}

/* One label of a photo that has others. */
static int add_choice(const struct adding *adding, const struct mlf_change *change, struct mlf_err *err)
{
    const struct spot *spot = &adding->spots[change->index];
    const struct spot *beside;
    struct mlf_buf buf = {0};
    size_t control;
    int result = -1;

    if (spot->list.length == 0)
        return mlf_fail(err, "object %zu of '%s' is no choice about the whole photo: no label can be added to it",
                        change->index, adding->file);
    if (find_control(adding, change->label, spot->control, &control, err))
        return -1;
    if (control == spot->control)
        return put_choice(adding, spot->list, change->label, err);
    if ((beside = list_beside(adding, spot, control)))
        return put_choice(adding, beside->list, change->label, err);
    mlf_buf_puts(&buf, ", ");
    if (!put_result(adding, spot, change, 1, &control, control, &buf, err) && !mlf_buf_check(&buf, err))
        result =
            mlf_edits_amend(adding->edits, adding->file, spot->result.offset + spot->result.length, 0, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

static int add_all(const struct adding *adding, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    size_t together;

    for (size_t i = 0; i < n; i += together) {
        size_t index = changes[i].index;

        together = 1;
        if (index < adding->n) {
            if (add_choice(adding, &changes[i], err))
                return -1;
            continue;
        }
        while (i + together < n && changes[i + together].index == index)
            together++;
        if (index - adding->n >= adding->bare_n)
            return mlf_fail(err, "'%s' has no object %zu", adding->file, index);
        if (fill_task(adding, &adding->bare[index - adding->n], changes + i, together, err))
            return -1;
    }
    return 0;
}

int studio_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err)
{
    struct adding adding = {.file = file, .edits = edits};
    int result = -1;

    if (mlf_map(&adding.text, dataset, file, err))
        return -1;
    if (studio_walk(adding.text.data, adding.text.length, note, &adding, NULL, err))
        mlf_fail_json(err, adding.text.path);
    else
        result = add_all(&adding, changes, n, err);
    for (size_t i = 0; i < adding.bare_n; i++)
        free(adding.bare[i].annotation);
    free(adding.bare);
    free(adding.spots);
    free(adding.models);
    mlf_string_set_free(&adding.controls);
    mlf_string_set_free(&adding.offers);
    mlf_unmap(&adding.text);
    return result;
}
