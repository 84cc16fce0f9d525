#include "match-objects.h"

#include <stdlib.h>
#include <string.h>

#include "match-state.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/object-identity.h"
#include "mlfix/flags/targets.h"

/* Notes the ids of flagged objects; and the files and photos in which they may be under other
 * ids. */
static int want(struct mlf_match *match, const struct mlf_targets *targets, const struct mlf_flags *flags,
                struct mlf_err *err)
{
    for (size_t i = 0; i < flags->n; i++) {
        const struct mlf_target *target = &targets->items[flags->items[i].target];
        if (!mlf_flag_changes(&flags->items[i]) || !target->id)
            continue;
        if (mlf_string_set_add(&match->wanted_ids, target->beside ? target->beside : target->id, NULL, NULL, err))
            return -1;
        if (mlf_object_is_photo(target->id, target->file)) {
            if (mlf_string_set_add(&match->wanted_bases, mlf_path_base(target->file), NULL, NULL, err))
                return -1;
        } else if (target->file && (!target->keyed || target->photo)) {
            if (mlf_string_set_add(&match->wanted_files, target->file, NULL, NULL, err))
                return -1;
        }
    }
    return 0;
}

static int is_wanted(const struct mlf_match *match, const struct mlf_object *object)
{
    return mlf_string_set_find(&match->wanted_ids, object->id) != MLF_NO_STRING ||
           mlf_string_set_find(&match->wanted_files, object->file) != MLF_NO_STRING ||
           (mlf_object_is_photo(object->id, object->file) &&
            mlf_string_set_find(&match->wanted_bases, mlf_path_base(object->file)) != MLF_NO_STRING);
}

/* Adds the object to those of its looks. */
static int note_looks(struct mlf_match *match, size_t number, struct mlf_err *err)
{
    struct mlf_match_object *found = &match->found[number];
    struct mlf_buf buf = {0};
    size_t look;
    int added, failed = -1;

    if (mlf_object_describe(&buf, found->id, found->file, found->label, found->has_bbox, found->bbox, err) == 0)
        failed = mlf_string_set_add(&match->looks, buf.data, &look, &added, err);
    mlf_buf_free(&buf);
    if (failed)
        return -1;
    found->next = added ? 0 : match->look_found[look];
    return mlf_set_at(&match->look_found, &match->look_capacity, look, number + 1, err);
}

/* Notes a photo whose name nobody reviewed. It may be a reviewed one that has been moved to another
 * class since. */
static int note_stray(struct mlf_match *match, size_t number, struct mlf_err *err)
{
    const struct mlf_match_object *found = &match->found[number];
    size_t base;

    if (!mlf_object_is_photo(found->id, found->file) ||
        mlf_string_set_find(&match->targets->ids, found->id) != MLF_NO_STRING)
        return 0;
    if (mlf_string_set_add(&match->strays, mlf_path_base(found->file), &base, NULL, err))
        return -1;
    return mlf_set_at(&match->stray_found, &match->stray_capacity, base, number, err);
}

/* Adds an object of the dataset, if a flag may be about it. */
static int keep_object(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct mlf_match *match = context;
    struct mlf_match_object found = {.has_bbox = object->has_bbox,
                                     .keyed = object->key != NULL,
                                     .normalised = object->normalised,
                                     .turned = object->corners != NULL,
                                     .ignored = object->issue && strcmp(object->issue, "ignored") == 0,
                                     .bare = object->no_label_set,
                                     .index = object->index};
    size_t id;

    if (!is_wanted(match, object))
        return 0;
    found.id = mlf_string_set_keep(&match->texts, object->id, err);
    found.file = mlf_string_set_keep(&match->texts, object->file, err);
    found.label = object->label ? mlf_string_set_keep(&match->texts, object->label, err) : NULL;
    found.photo = object->image ? mlf_string_set_keep(&match->texts, object->image, err) : NULL;
    if (!found.id || !found.file || (object->label && !found.label) || (object->image && !found.photo))
        return -1;
    memcpy(found.bbox, object->bbox, sizeof found.bbox);
    if (mlf_grow(&match->found, &match->capacity, match->n + 1, sizeof *match->found, err))
        return -1;
    match->found[match->n++] = found;
    if (mlf_string_set_add(&match->ids, object->id, &id, NULL, err) ||
        mlf_set_at(&match->id_found, &match->id_capacity, id, match->n - 1, err))
        return -1;
    return note_looks(match, match->n - 1, err) ? -1 : note_stray(match, match->n - 1, err);
}

/* Adds the objects of the dataset from targets that were read from it. */
static int keep_scanned(struct mlf_match *match, const struct mlf_targets *targets, struct mlf_err *err)
{
    static const double some[8];

    for (size_t i = 0; i < targets->n; i++) {
        const struct mlf_target *target = &targets->items[i];
        struct mlf_object object = {.id = target->id,
                                    .label = target->label,
                                    .file = target->file,
                                    .image = target->photo,
                                    .key = target->keyed ? "" : NULL,
                                    .index = target->index,
                                    .has_bbox = target->has_bbox,
                                    .normalised = target->normalised,
                                    .corners = target->turned ? some : NULL,
                                    .no_label_set = target->bare,
                                    .issue = target->ignored ? "ignored" : NULL};
        memcpy(object.bbox, target->bbox, sizeof object.bbox);
        if (target->scanned && keep_object(match, &object, err))
            return -1;
    }
    return 0;
}

int mlf_match_objects_read(struct mlf_match *match, const struct mlf_dataset *dataset,
                           const struct mlf_targets *targets, const struct mlf_flags *flags, struct mlf_err *err)
{
    if (want(match, targets, flags, err))
        return -1;
    if (!match->wanted_ids.n)
        return 0;
    return targets->evidence ? mlf_attributes_read(dataset, keep_object, match, err)
                             : keep_scanned(match, targets, err);
}
