/* Changing samples of a shard in place. See webdataset-edit.h.
 *
 * An object of a list goes from the list. A whole photo cannot go: no image is ever deleted, and a photo without its
 * label would stop the training that reads it. So the sample's files get names that loaders pass over: a.seg.png
 * becomes
 * __invalid__/a/seg/png. What begins with a component __LIKE_THIS__ is about the shard, not a sample, for the library
 * webdataset, and a name without a dot is none of a sample for that library and those that follow it. */

#include "webdataset-edit.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/json-files.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/path.h"
#include "webdataset-classes.h"
#include "webdataset-says.h"
#include "webdataset-tar-edit.h"

#define INVALID "__invalid__/"

/* A sample that is to be changed. */
struct task {
    const struct mlf_dataset *dataset;
    const struct wds_shard *shard;
    const struct wds_sample *sample;
    const struct wds_says *says;
    const struct wds_classes *classes;
    struct mlf_edits pieces[2]; /* of .json, and of the part with the class; offsets count in their data */
    size_t class_part;
    struct mlf_edits *edits;  /* of the shard */
    struct mlf_edits *others; /* of the dataset, for new classes */
};

/* ---- A photo that is taken out ---- */

static char *invalid_name(const char *name, struct mlf_err *err)
{
    char *renamed = mlf_strf(err, INVALID "%s", name);

    for (char *at = renamed ? renamed + (mlf_path_base(renamed) - renamed) : NULL; at && *at; at++)
        if (*at == '.')
            *at = '/';
    return renamed;
}

/* Always short enough, and inside. */
static char *short_name(const struct wds_sample *sample, const struct wds_part *part, struct mlf_err *err)
{
    uint64_t key = mlf_checksum(MLF_CHECKSUM_START, sample->key, strlen(sample->key));
    uint64_t extension = mlf_checksum(MLF_CHECKSUM_START, part->extension, strlen(part->extension));

    return mlf_strf(err, INVALID "%016" PRIx64 "/%016" PRIx64, key, extension);
}

static int set_aside(const struct task *task, struct mlf_err *err)
{
    const struct wds_sample *sample = task->sample;

    for (size_t i = 0; i < sample->n; i++) {
        const struct wds_part *part = &sample->parts[i];
        char *name = invalid_name(part->name, err);
        int fits = name && mlf_path_is_inside(part->name);

        if (fits)
            fits = tar_edit_name(&task->shard->tar, task->shard->file, &part->member, name, task->edits, err);
        if (name && fits == 0) {
            free(name);
            name = short_name(sample, part, err);
            fits =
                name ? tar_edit_name(&task->shard->tar, task->shard->file, &part->member, name, task->edits, err) : -1;
        }
        free(name);
        if (fits <= 0)
            return -1;
    }
    return 0;
}

/* ---- A new label ---- */

static int put_place(struct task *task, const struct wds_place *place, const char *label, struct mlf_err *err)
{
    struct mlf_edits *pieces = &task->pieces[place->json ? 0 : 1];
    struct mlf_buf text = {0};
    char *number = NULL;
    int result = -1;

    if (place->number && place->mapped) {
        if ((number = wds_classes_number(task->classes, task->dataset, label, task->others, err)))
            mlf_buf_puts(&text, number);
    } else if (place->number && (strspn(label, "0123456789") != strlen(label) || !*label)) {
        mlf_fail(err, "'%s' of '%s' is a number, and '%s' is none", task->sample->key, task->shard->file, label);
    } else if (place->json && !place->number) {
        mlf_json_put_string(&text, label);
    } else if (!place->json && task->classes->file && *label && strspn(label, "0123456789") == strlen(label)) {
        mlf_fail(err, "'%s' of '%s' is a name, and '%s' would be the number of a class of '%s'", task->sample->key,
                 task->shard->file, label, task->classes->file);
    } else {
        mlf_buf_puts(&text, label);
    }
    if (!(err && err->text[0]) && !mlf_buf_check(&text, err))
        result = mlf_edits_replace(pieces, task->shard->file, place->span.offset, place->span.length, text.data,
                                   text.length, err);
    free(number);
    mlf_buf_free(&text);
    return result;
}

/* The objects of the sample's .json; offsets count in its data. */
static struct mlf_list list_of(const struct task *task)
{
    const struct wds_says *says = task->says;

    return (struct mlf_list){.file = task->shard->file,
                             .path = task->shard->file,
                             .text = says->json,
                             .length = says->json_length,
                             .array = says->list,
                             .members = says->objects,
                             .n = says->n};
}

/* A label where there was none: in the object, or in the .json or an empty .cls of the photo. */
static int add_label(struct task *task, size_t number, const char *label, struct mlf_err *err)
{
    const struct wds_says *says = task->says;
    struct mlf_span whole = {mlf_json_begin(says->json ? says->json : "", says->json_length).at, 0};
    struct mlf_list list = list_of(task);

    if (says->listed)
        return mlf_list_set_string(&list, number, "label", label, &task->pieces[0], err);
    if (says->cls) {
        const struct wds_place place = {.part = task->class_part, .number = 1, .mapped = 1};

        return put_place(task, &place, label, err);
    }
    if (!says->json)
        return mlf_fail(err, "'%s' of '%s' has neither a .cls nor a .json that could hold a label", task->sample->key,
                        task->shard->file);
    whole.offset += strspn(says->json + whole.offset, " \t\r\n");
    list.members = &whole;
    list.n = 1;
    return mlf_list_set_string(&list, 0, "label", label, &task->pieces[0], err);
}

static int relabel(struct task *task, size_t number, const char *label, struct mlf_err *err)
{
    struct wds_object object;
    int result = wds_says_object(task->says, number, task->sample, task->classes, &object, err);

    if (!result && !object.place_n)
        result = add_label(task, number, label, err);
    for (size_t i = 0; i < object.place_n && !result; i++)
        result = put_place(task, &object.places[i], label, err);
    free(object.label);
    return result;
}

/* ---- A sample ---- */

static int carry_over(struct task *task, struct mlf_err *err)
{
    size_t parts[] = {task->says->json_part, task->class_part};

    for (int i = 0; i < 2; i++) {
        const struct wds_part *part;
        size_t before = task->edits->n;

        if (!task->pieces[i].n)
            continue;
        part = &task->sample->parts[parts[i]];
        if (tar_edit_data(&task->shard->tar, task->shard->file, &part->member.entry, &task->pieces[i], task->edits,
                          err))
            return -1;
        if (part->member.sized_by_pax && task->edits->n > before + task->pieces[i].n)
            return mlf_fail(err, "the size of '%s' in '%s' stands in a pax header, too: it is not changed", part->name,
                            task->shard->file);
    }
    return 0;
}

/* The changes of the sample's objects; their numbers count from `first`. */
static int change_sample(struct task *task, size_t first, const struct mlf_change *changes, size_t n,
                         struct mlf_err *err)
{
    const struct wds_says *says = task->says;
    struct mlf_list list = list_of(task);
    struct mlf_change *local = mlf_alloc(n, sizeof *local, err);
    int result = local ? 0 : -1;

    if (local && task->sample->error)
        result = mlf_fail(err, "'%s' is not changed: %s", task->sample->key, task->sample->error);
    for (size_t i = 0; i < n && !result; i++) {
        local[i] = changes[i];
        local[i].index -= first;
        if (changes[i].action == MLF_RELABEL && says->error && says->picture != WDS_NONE)
            result = mlf_fail(err, "'%s' is not changed: %s", task->sample->key, says->error);
        else if (changes[i].action == MLF_RELABEL)
            result = relabel(task, local[i].index, changes[i].label, err);
        else if (!says->listed)
            result = set_aside(task, err);
    }
    if (!result && says->listed)
        result = mlf_list_remove(&list, local, n, &task->pieces[0], err);
    if (!result)
        result = carry_over(task, err);
    free(local);
    return result;
}

/* What is to be done to a shard. */
struct round {
    const struct mlf_dataset *dataset;
    struct wds_shard shard;
    struct wds_classes classes;
    size_t index; /* of the next object */
    const struct mlf_change *changes;
    size_t n, done; /* how many, and how many of them are */
    struct mlf_edits edits;
};

static int edit_sample(struct round *round, const struct wds_sample *sample, struct mlf_edits *others,
                       struct mlf_err *err)
{
    struct wds_says says;
    struct task task = {
        round->dataset,  &round->shard,          sample,           &says,
        &round->classes, .edits = &round->edits, .others = others, .class_part = wds_class_part(sample)};
    size_t first = round->index;
    size_t begin = round->done;
    int result = wds_says_read(&says, &round->shard, sample, err);

    if (result)
        return -1;
    round->index += says.n;
    while (round->done < round->n && round->changes[round->done].index < round->index)
        round->done++;
    if (round->done > begin)
        result = change_sample(&task, first, round->changes + begin, round->done - begin, err);
    mlf_edits_free(&task.pieces[0]);
    mlf_edits_free(&task.pieces[1]);
    wds_says_free(&says);
    return result;
}

/* The steps of one file stand together. */
static int append(struct mlf_edits *edits, const struct mlf_edits *more, struct mlf_err *err)
{
    for (size_t i = 0; i < more->n; i++) {
        const struct mlf_edit *edit = &more->items[i];

        if (mlf_edits_replace(edits, edit->file, edit->offset, edit->length, edit->text, edit->text_length, err))
            return -1;
    }
    return 0;
}

int wds_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
             struct mlf_edits *edits, struct mlf_err *err)
{
    struct round round = {.dataset = dataset, .changes = changes, .n = n};
    struct wds_sample sample;
    int more = 1;
    int result = wds_shard_open(&round.shard, dataset, file, err);

    if (!result)
        result = wds_classes_read(&round.classes, dataset, file, err);
    while (!result && round.done < n && (more = wds_shard_next(&round.shard, &sample, err)) > 0) {
        result = edit_sample(&round, &sample, edits, err);
        wds_sample_free(&sample);
    }
    if (!result && more == 0)
        result = mlf_fail(err, "'%s' has no object %zu", file, changes[round.done].index);
    if (!result && more > 0)
        result = append(edits, &round.edits, err);
    mlf_edits_free(&round.edits);
    wds_shard_close(&round.shard);
    wds_classes_free(&round.classes);
    return result || more < 0 ? -1 : 0;
}
