/* The objects of the dataset that flags may be about. */
#include "found.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/path.h"

int mlf_found_changes(const struct mlf_flag *flag)
{
    return mlf_flag_changes(flag); /* undecided ones are unsure */
}

/* Where folders are the labels the photo is the object and the file at once. */
int mlf_found_is_photo(const char *id, const char *file)
{
    return file && strcmp(id, file) == 0;
}

/* Whether the id ends in "#3" or "~2", as those do that are made from a
 * position. */
static int ends_in_position(const char *id)
{
    size_t length = strlen(id), digits = 0;

    while (digits < length && strchr("0123456789", id[length - digits - 1]))
        digits++;
    return digits && digits < length && strchr("#~", id[length - digits - 1]);
}

int mlf_found_is_positional(const struct mlf_target *target)
{
    return !target->keyed && !mlf_found_is_photo(target->id, target->file) && ends_in_position(target->id);
}

static int want(struct mlf_match *match, const struct mlf_targets *targets, const struct mlf_flags *flags,
                struct mlf_err *err)
{
    for (size_t i = 0; i < flags->n; i++) {
        const struct mlf_target *target = &targets->items[flags->items[i].target];
        if (!mlf_found_changes(&flags->items[i]) || !target->id)
            continue;
        if (mlf_wordset_add(&match->wanted_ids, target->id, NULL, err) < 0)
            return -1;
        if (mlf_found_is_photo(target->id, target->file)) {
            if (mlf_wordset_add(&match->wanted_bases, mlf_path_base(target->file), NULL, err) < 0)
                return -1;
        } else if (target->file && !target->keyed) {
            if (mlf_wordset_add(&match->wanted_files, target->file, NULL, err) < 0)
                return -1;
        }
    }
    return 0;
}

static int is_wanted(const struct mlf_match *match, const struct mlf_object *object)
{
    return mlf_wordset_find(&match->wanted_ids, object->id) != MLF_NO_WORD ||
           mlf_wordset_find(&match->wanted_files, object->file) != MLF_NO_WORD ||
           (mlf_found_is_photo(object->id, object->file) &&
            mlf_wordset_find(&match->wanted_bases, mlf_path_base(object->file)) != MLF_NO_WORD);
}

/* The length of the id without the position at its end: "b.png#3~2" says b.png. */
static size_t stem_length(const char *id)
{
    static const char separators[] = "~#";
    size_t length = strlen(id);

    for (int i = 0; i < 2; i++) {
        size_t digits = 0;

        while (digits < length && strchr("0123456789", id[length - digits - 1]))
            digits++;
        if (digits && digits < length && id[length - digits - 1] == separators[i])
            length -= digits + 1;
    }
    return length;
}

/* A photo that was moved to another class keeps its base name. Of others the
 * file may tell of many photos, and what is in one of them is not in another. */
static void describe_place(struct mlf_buf *buf, const char *id, const char *file)
{
    if (mlf_found_is_photo(id, file)) {
        mlf_buf_printf(buf, "%s\n", mlf_path_base(file));
        return;
    }
    mlf_buf_printf(buf, "%s\n", file);
    mlf_buf_add(buf, id, stem_length(id));
    mlf_buf_putc(buf, '\n');
}

/* What identifies an object beside its id. Numbers are cut to the digits that
 * records carry, so that text and record give the same. */
int mlf_found_describe(struct mlf_buf *buf, const char *id, const char *file, const char *label, int has_bbox,
                       const double bbox[4], struct mlf_err *err)
{
    mlf_buf_clear(buf);
    describe_place(buf, id, file);
    for (int i = 0; i < 4 && has_bbox; i++)
        mlf_buf_printf(buf, "%.9g ", bbox[i] == 0 ? 0.0 : bbox[i]); /* no "-0" */
    mlf_buf_puts(buf, label ? "\n=" : "\n");
    mlf_buf_puts(buf, label ? label : "");
    return mlf_buf_check(buf, err);
}

static int set_beside(size_t **array, size_t *capacity, size_t number, size_t value, struct mlf_err *err)
{
    if (mlf_grow(array, capacity, number + 1, sizeof **array, err) < 0)
        return -1;
    (*array)[number] = value;
    return 0;
}

static int note_looks(struct mlf_match *match, size_t number, struct mlf_err *err)
{
    struct mlf_found *found = &match->found[number];
    struct mlf_buf buf = {0};
    size_t look;
    int added = -1;

    if (mlf_found_describe(&buf, found->id, found->file, found->label, found->has_bbox, found->bbox, err) == 0)
        added = mlf_wordset_add(&match->looks, buf.data, &look, err);
    mlf_buf_free(&buf);
    if (added < 0)
        return -1;
    found->next = added ? 0 : match->look_found[look];
    return set_beside(&match->look_found, &match->look_capacity, look, number + 1, err);
}

/* A photo under a name that nobody reviewed: perhaps a reviewed one that was
 * moved to another class since. */
static int note_stray(struct mlf_match *match, size_t number, struct mlf_err *err)
{
    const struct mlf_found *found = &match->found[number];
    size_t base;

    if (!mlf_found_is_photo(found->id, found->file) || mlf_wordset_find(&match->targets->ids, found->id) != MLF_NO_WORD)
        return 0;
    if (mlf_wordset_add(&match->strays, mlf_path_base(found->file), &base, err) < 0)
        return -1;
    return set_beside(&match->stray_found, &match->stray_capacity, base, number, err);
}

static int keep_object(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct mlf_match *match = context;
    struct mlf_found found = {.has_bbox = object->has_bbox,
                              .keyed = object->key != NULL,
                              .normalised = object->normalised,
                              .turned = object->corners != NULL,
                              .ignored = object->issue && strcmp(object->issue, "ignored") == 0,
                              .index = object->index};
    size_t id;

    if (!is_wanted(match, object))
        return 0;
    found.id = mlf_wordset_keep(&match->texts, object->id, err);
    found.file = mlf_wordset_keep(&match->texts, object->file, err);
    found.label = object->label ? mlf_wordset_keep(&match->texts, object->label, err) : NULL;
    if (!found.id || !found.file || (object->label && !found.label))
        return -1;
    memcpy(found.bbox, object->bbox, sizeof found.bbox);
    if (mlf_grow(&match->found, &match->capacity, match->n + 1, sizeof *match->found, err) < 0)
        return -1;
    match->found[match->n++] = found;
    if (mlf_wordset_add(&match->ids, object->id, &id, err) < 0 ||
        set_beside(&match->id_found, &match->id_capacity, id, match->n - 1, err) < 0)
        return -1;
    return note_looks(match, match->n - 1, err) < 0 ? -1 : note_stray(match, match->n - 1, err);
}

/* Targets that came from the dataset tell what it holds. */
static int keep_scanned(struct mlf_match *match, const struct mlf_targets *targets, struct mlf_err *err)
{
    static const double some[8];

    for (size_t i = 0; i < targets->n; i++) {
        const struct mlf_target *target = &targets->items[i];
        struct mlf_object object = {.id = target->id,
                                    .label = target->label,
                                    .file = target->file,
                                    .key = target->keyed ? "" : NULL,
                                    .index = target->index,
                                    .has_bbox = target->has_bbox,
                                    .normalised = target->normalised,
                                    .corners = target->turned ? some : NULL,
                                    .issue = target->ignored ? "ignored" : NULL};
        memcpy(object.bbox, target->bbox, sizeof object.bbox);
        if (target->scanned && keep_object(match, &object, err) < 0)
            return -1;
    }
    return 0;
}

int mlf_found_read(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err)
{
    if (want(match, targets, flags, err) < 0)
        return -1;
    if (!match->wanted_ids.n)
        return 0;
    return targets->evidence ? dataset->driver->read(dataset, keep_object, match, err)
                             : keep_scanned(match, targets, err);
}
