#include "match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "journal-history.h"
#include "match-objects.h"
#include "match-state.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/flags/box-in-dataset.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/object-identity.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/targets.h"

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* ---- Matching ---- */

static struct mlf_match_object *find_id(const struct mlf_match *match, const char *id)
{
    size_t number = mlf_string_set_find(&match->ids, id);

    return number == MLF_NO_STRING ? NULL : &match->found[match->id_found[number]];
}

static int same_box(const struct mlf_target *target, const struct mlf_match_object *found)
{
    return target->has_bbox == found->has_bbox && (!target->has_bbox || mlf_same_box(target->bbox, found->bbox));
}

/* Claims the object with the target's id, where it has this label and the target's box. */
static struct mlf_match_object *claim_own(const struct mlf_match *match, const struct mlf_target *target,
                                          const char *label)
{
    struct mlf_match_object *found = find_id(match, target->id);

    if (!found || found->claimed || !same_box(target, found) || !same_text(found->label, label))
        return NULL;
    found->claimed = 1;
    return found;
}

/* Claims any object in the target's file that looks like the target with this label. *failed is
 * set where memory is short. */
static struct mlf_match_object *claim_alike(struct mlf_match *match, const struct mlf_target *target, const char *label,
                                            int *failed, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t look = MLF_NO_STRING, *link;

    if (!target->file)
        return NULL;
    *failed = mlf_object_describe(&buf, target->id, target->file, label, target->has_bbox, target->bbox, err);
    if (!*failed)
        look = mlf_string_set_find(&match->looks, buf.data);
    mlf_buf_free(&buf);
    if (look == MLF_NO_STRING)
        return NULL;
    link = &match->look_found[look];
    while (*link && match->found[*link - 1].claimed)
        *link = match->found[*link - 1].next; /* no claim is taken back, so these are skipped for good */
    if (!*link)
        return NULL;
    match->found[*link - 1].claimed = 1;
    return &match->found[*link - 1];
}

/* Whether an edit of the file may give the target's id to another object, or to the same with another label. */
static int may_shift(const struct mlf_target *target)
{
    return target->photo || mlf_object_is_positional(target);
}

static int is_changing(const struct mlf_flags *flags, size_t target)
{
    size_t number = flags->of_target[target];

    return number && mlf_flag_changes(&flags->items[number - 1]);
}

/* Claims the objects that no flag changes, in the files of flagged ones: what is left can only be
 * what was flagged. Objects that are where they were come first. */
static int claim_bystanders(struct mlf_match *match, const struct mlf_targets *targets, const struct mlf_flags *flags,
                            struct mlf_err *err)
{
    char *settled = mlf_alloc(targets->n, 1, err);
    int failed = 0;

    if (!settled)
        return -1;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < targets->n && !failed; i++) {
            const struct mlf_target *target = &targets->items[i];
            if (settled[i] || !target->id || !target->file || target->beside || !may_shift(target) ||
                is_changing(flags, i) || mlf_string_set_find(&match->wanted_files, target->file) == MLF_NO_STRING)
                continue;
            if (pass == 0)
                settled[i] = claim_own(match, target, target->label) != NULL;
            else
                claim_alike(match, target, target->label, &failed, err);
        }
    }
    free(settled);
    return failed ? -1 : 0;
}

/* Says what has become of the flag's object, where neither its id nor its looks led to it. */
static enum mlf_match_outcome explain(const struct mlf_match *match, const struct mlf_target *target,
                                      const struct mlf_flag *flag, struct mlf_match_object **found)
{
    *found = find_id(match, target->id);
    if (target->photo && flag->verdict == MLF_REMOVED) {
        *found = NULL;
        return MLF_MATCH_DONE;
    }
    if (*found && !(*found)->claimed && same_box(target, *found))
        return MLF_MATCH_LABEL;
    if (*found && !mlf_object_is_positional(target) && !(*found)->claimed)
        return MLF_MATCH_BOX;
    *found = NULL;
    if (mlf_object_is_photo(target->id, target->file)) {
        size_t base = mlf_string_set_find(&match->strays, mlf_path_base(target->file));
        if (base != MLF_NO_STRING && !match->found[match->stray_found[base]].claimed) {
            *found = &match->found[match->stray_found[base]];
            return MLF_MATCH_LABEL;
        }
    }
    return flag->verdict == MLF_REMOVED ? MLF_MATCH_DONE : MLF_MATCH_GONE;
}

/* Whether a journal that still stands says that this was done: 1, 0, or -1 on error. Among twins
 * nothing else can tell. */
static int was_done(const struct mlf_match *match, const struct mlf_target *target, const struct mlf_flag *flag,
                    struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int done = -1;

    if (!target->id || !mlf_object_is_positional(target) || !match->done.n)
        return 0;
    if (mlf_journal_history_describe(&buf, target->id, target->label, target->has_bbox ? target->bbox : NULL,
                                     flag->verdict == MLF_REMOVED && match->marks ? "mark" : "", flag->label,
                                     flag->has_bbox ? flag->bbox : NULL, err) == 0)
        done = mlf_string_set_find(&match->done, buf.data) != MLF_NO_STRING;
    mlf_buf_free(&buf);
    return done;
}

/* Whether the object, whose label and box are those that were reviewed, is as the flag asks
 * already. */
static int is_so_already(const struct mlf_match *match, const struct mlf_target *target, const struct mlf_flag *flag,
                         const struct mlf_match_object *found)
{
    if (flag->verdict == MLF_REMOVED)
        return match->marks && found->ignored;
    return (!flag->label || same_text(flag->label, target->label)) &&
           (!flag->has_bbox || (target->shown ? mlf_same_box(flag->bbox, target->shown)
                                              : target->has_bbox && mlf_same_box(flag->bbox, target->bbox)));
}

/* Whether the record's path of a photo ends in that which the dataset calls it by. */
static int ends_in(const char *path, const char *photo)
{
    size_t n = strlen(path), length = strlen(photo);

    return length <= n && !strcmp(path + n - length, photo) && (length == n || path[n - length - 1] == '/');
}

/* An object of the target's photo, whatever its id: of those whose path fits that with the longest. */
static struct mlf_match_object *find_in_photo(const struct mlf_match *match, const struct mlf_target *target)
{
    struct mlf_match_object *found = NULL;

    for (size_t i = 0; i < match->n && target->photo; i++) {
        struct mlf_match_object *other = &match->found[i];

        if (!other->has_bbox && other->photo && same_text(other->file, target->file) &&
            ends_in(target->photo, other->photo) && (!found || strlen(other->photo) > strlen(found->photo)))
            found = other;
    }
    return found;
}

/* An object of the photo that is to get a label: that beside which the label was found, or where that is gone another
 * of its photo. NULL: there is none. *failed is set where memory is short. */
static struct mlf_match_object *find_beside(const struct mlf_match *match, const struct mlf_target *target, int *failed,
                                            struct mlf_err *err)
{
    struct mlf_match_object *found = find_id(match, target->beside);
    struct mlf_buf wanted = {0}, own = {0};

    if (found || !target->file)
        return found;
    *failed = mlf_object_describe(&wanted, target->beside, target->file, NULL, 0, NULL, err);
    for (size_t i = 0; i < match->n && !found && !*failed; i++) {
        if (match->found[i].has_bbox)
            continue;
        *failed = mlf_object_describe(&own, match->found[i].id, match->found[i].file, NULL, 0, NULL, err);
        if (!*failed && !strcmp(own.data, wanted.data))
            found = &match->found[i];
    }
    mlf_buf_free(&wanted);
    mlf_buf_free(&own);
    return found || *failed ? found : find_in_photo(match, target);
}

/* A label that a photo is to get: where the photo is, and whether it has it already. */
static enum mlf_match_outcome fit_added(const struct mlf_match *match, const struct mlf_target *target,
                                        const struct mlf_flag *flag, struct mlf_match_object **found,
                                        struct mlf_err *err)
{
    int failed = 0;
    struct mlf_match_object *beside = find_beside(match, target, &failed, err);

    if (!beside || !beside->photo || failed)
        return MLF_MATCH_GONE;
    for (size_t i = 0; i < match->n; i++) {
        const struct mlf_match_object *other = &match->found[i];

        if (other->photo == beside->photo && !other->has_bbox && same_text(other->label, flag->label))
            return MLF_MATCH_DONE;
    }
    *found = beside;
    return MLF_MATCH_HERE;
}

/* First pass: the flagged object under its own id, looking as it did. */
static enum mlf_match_outcome fit_own(const struct mlf_match *match, const struct mlf_target *target,
                                      const struct mlf_flag *flag, int evidence, struct mlf_match_object **found,
                                      struct mlf_err *err)
{
    *found = NULL;
    if (target->beside)
        return fit_added(match, target, flag, found, err);
    if (!target->id || (!evidence && !flag->by_label && mlf_object_is_positional(target)))
        return MLF_MATCH_UNSAFE;
    *found = claim_own(match, target, target->label);
    if (!*found)
        return MLF_MATCH_NONE;
    return is_so_already(match, target, flag, *found) ? MLF_MATCH_DONE : MLF_MATCH_HERE;
}

/* Claims the object with the target's id where it has the new label and, up to the rounding of the
 * file, the new box. */
static struct mlf_match_object *claim_reboxed(const struct mlf_match *match, const struct mlf_target *target,
                                              const struct mlf_flag *flag)
{
    struct mlf_match_object *found = find_id(match, target->id);
    struct mlf_err why = {""};
    double given[4], pixels[2];

    if (!found || found->claimed || !found->has_bbox ||
        !same_text(found->label, flag->label ? flag->label : target->label) ||
        mlf_box_in_dataset(target, found->normalised, flag->bbox, given, pixels, &why))
        return NULL;
    for (int i = 0; i < 4; i++) {
        /* At worst two edges were rounded, each by half a pixel. */
        if (!(fabs(found->bbox[i] - given[i]) * pixels[i % 2] <= 1.01))
            return NULL;
    }
    found->claimed = 1;
    return found;
}

/* Second pass: the flag was carried out before, or the object's id was changed by another edit. */
static enum mlf_match_outcome fit_moved(struct mlf_match *match, const struct mlf_target *target,
                                        const struct mlf_flag *flag, struct mlf_match_object **found, int *failed,
                                        struct mlf_err *err)
{
    int photo = mlf_object_is_photo(target->id, target->file), relabel = flag->verdict == MLF_RELABELLED;
    enum mlf_match_outcome fit;

    *found = flag->has_bbox ? claim_reboxed(match, target, flag)
             : relabel      ? claim_own(match, target, flag->label)
                            : NULL;
    if (*found)
        return MLF_MATCH_DONE;
    *found = may_shift(target) ? claim_alike(match, target, target->label, failed, err) : NULL;
    if (*found)
        return is_so_already(match, target, flag, *found) ? MLF_MATCH_DONE : MLF_MATCH_HERE;
    if (relabel && !flag->has_bbox && !*failed && (photo || may_shift(target)))
        *found = claim_alike(match, target, flag->label, failed, err);
    if (*found)
        return MLF_MATCH_DONE;
    fit = explain(match, target, flag, found);
    if (!match->forced || (fit != MLF_MATCH_LABEL && fit != MLF_MATCH_BOX))
        return fit;
    (*found)->claimed = 1;
    return MLF_MATCH_HERE;
}

int mlf_match_make(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err)
{
    int failed = 0;

    match->targets = targets;
    match->fits = mlf_alloc(flags->n, sizeof *match->fits, err);
    match->flag_found = mlf_alloc(flags->n, sizeof *match->flag_found, err);
    if (!match->fits || !match->flag_found || mlf_match_objects_read(match, dataset, targets, flags, err))
        return -1;
    if (claim_bystanders(match, targets, flags, err))
        return -1;
    if (targets->evidence && match->wanted_files.n && mlf_journal_history_read(dataset->root, &match->done, err))
        return -1;
    for (size_t i = 0; i < flags->n && !failed; i++) {
        const struct mlf_flag *flag = &flags->items[i];
        int done = mlf_flag_changes(flag) ? was_done(match, &targets->items[flag->target], flag, err) : 0;
        failed = done < 0;
        match->flag_found[i] = MLF_NO_STRING;
        if (done > 0)
            match->fits[i] = MLF_MATCH_DONE;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < flags->n && !failed; i++) {
            const struct mlf_flag *flag = &flags->items[i];
            const struct mlf_target *target = &targets->items[flag->target];
            struct mlf_match_object *found;
            if (!mlf_flag_changes(flag) || match->fits[i] != MLF_MATCH_NONE)
                continue;
            match->fits[i] = pass == 0 ? fit_own(match, target, flag, targets->evidence, &found, err)
                                       : fit_moved(match, target, flag, &found, &failed, err);
            match->flag_found[i] = found ? (size_t)(found - match->found) : MLF_NO_STRING;
        }
    }
    return failed ? -1 : 0;
}

void mlf_match_free(struct mlf_match *match)
{
    free(match->found);
    free(match->id_found);
    free(match->look_found);
    free(match->fits);
    free(match->flag_found);
    mlf_string_set_free(&match->texts);
    mlf_string_set_free(&match->ids);
    mlf_string_set_free(&match->looks);
    free(match->stray_found);
    mlf_string_set_free(&match->strays);
    mlf_string_set_free(&match->done);
    mlf_string_set_free(&match->wanted_ids);
    mlf_string_set_free(&match->wanted_files);
    mlf_string_set_free(&match->wanted_bases);
    *match = (struct mlf_match){0};
}
