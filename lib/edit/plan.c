#include "mlfix/edit/plan.h"

#include <stdlib.h>
#include <string.h>

#include "match-state.h"
#include "match.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/encoded-edits.h"
#include "mlfix/flags/box-in-dataset.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"
#include "plan-changes.h"

/* Adds a refusal: keeps its sentence, or only counts it. */
static int refuse(struct mlf_plan *plan, const struct mlf_flag *flag, const char *sentence, struct mlf_err *err)
{
    if (plan->n_refusals < MLF_PLAN_REFUSALS) {
        char *text = mlf_strf(err, "%s:%zu: %s", flag->file, flag->line, sentence);
        if (!text)
            return -1;
        plan->refusals[plan->n_refusals] = text;
    }
    plan->n_refusals++;
    return 0;
}

/* Refuses a flag whose object is not as it was reviewed. */
static int refuse_misfit(struct mlf_plan *plan, const struct mlf_plan_step *step, enum mlf_match_outcome fit,
                         const struct mlf_match_object *found, struct mlf_err *err)
{
    struct mlf_err why = {""};
    const char *id = step->target->id ? step->target->id : step->target->crop;

    if (!step->target->id)
        mlf_fail(&why, "the record of '%.200s' has no id: nothing ties it to the dataset", id ? id : "(no crop)");
    else if (fit == MLF_MATCH_LABEL)
        mlf_fail(&why, "'%.200s' is labelled '%.200s' now, not '%.200s' as when it was reviewed", id,
                 found->label ? found->label : "", step->target->label ? step->target->label : "");
    else if (fit == MLF_MATCH_BOX)
        mlf_fail(&why, "the box of '%.200s' is not the one that was reviewed", id);
    else if (fit == MLF_MATCH_GONE)
        mlf_fail(&why, "'%.200s' is to be changed but is not in the dataset any more", id);
    else
        mlf_fail(&why,
                 "the id '%.200s' is a position, which other edits shift: give --sheets or --records, "
                 "so that the object can be recognised",
                 id);
    return refuse(plan, step->flag, why.text, err);
}

/* What is done to an object that is as it was. A photo without labels has none that could be another, or go. */
static enum mlf_plan_outcome outcome_of(const struct mlf_plan *plan, const struct mlf_plan_step *step,
                                        const struct mlf_match_object *found)
{
    enum mlf_verdict verdict = step->flag->verdict;

    if (step->target->beside || (found->bare && verdict == MLF_RELABELLED))
        return MLF_WILL_ADD;
    if (verdict == MLF_BOXED)
        return MLF_WILL_REBOX;
    if (verdict == MLF_RELABELLED)
        return MLF_WILL_RELABEL;
    return found->bare ? MLF_IS_CONFIRMED : plan->removal;
}

/* Decides what becomes of one flag. */
static int plan_step(struct mlf_plan *plan, struct mlf_plan_step *step, const struct mlf_match *match, size_t number,
                     struct mlf_err *err)
{
    enum mlf_match_outcome fit = match->fits[number];
    const struct mlf_match_object *found =
        match->flag_found[number] == MLF_NO_STRING ? NULL : &match->found[match->flag_found[number]];

    if (step->flag->standing != MLF_DECIDED) {
        step->outcome = step->flag->standing == MLF_OPEN ? MLF_IS_OPEN : MLF_IS_CONFLICT;
    } else if (step->flag->verdict == MLF_WRONG) {
        step->outcome = MLF_IS_WRONG;
    } else if (step->flag->verdict == MLF_OK) {
        step->outcome = MLF_IS_CONFIRMED;
    } else if (step->flag->verdict == MLF_UNSURE) {
        step->outcome = MLF_IS_UNSURE;
    } else if (fit == MLF_MATCH_DONE) {
        step->outcome = MLF_IS_DONE;
    } else if (fit == MLF_MATCH_HERE) {
        struct mlf_err why = {""};
        step->outcome = outcome_of(plan, step, found);
        if (step->flag->has_bbox && found->turned) {
            mlf_fail(&why, "'%.200s' is a rotated box: only upright ones get another bbox", step->target->id);
            step->outcome = MLF_IS_UNSURE;
            return refuse(plan, step->flag, why.text, err);
        }
        if (step->flag->has_bbox &&
            mlf_box_in_dataset(step->target, found->normalised, step->flag->bbox, step->bbox, step->pixels, &why)) {
            step->outcome = MLF_IS_UNSURE;
            return refuse(plan, step->flag, why.text, err);
        }
        step->file = mlf_string_set_keep(&plan->texts, found->file, err);
        step->photo = found->photo ? mlf_string_set_keep(&plan->texts, found->photo, err) : NULL;
        step->index = found->index;
        if (!step->file || (found->photo && !step->photo))
            return -1;
    } else {
        step->outcome = MLF_IS_UNSURE;
        return refuse_misfit(plan, step, fit, found, err);
    }
    plan->counts[step->outcome]++;
    return 0;
}

int mlf_plan_changes(enum mlf_plan_outcome outcome)
{
    return outcome < MLF_IS_WRONG;
}

static int by_place(const void *a, const void *b)
{
    const struct mlf_plan_step *x = *(const struct mlf_plan_step *const *)a,
                               *y = *(const struct mlf_plan_step *const *)b;
    int order = strcmp(x->file, y->file);

    if (order)
        return order;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Of the steps of one file some ask for what stands there already, but for what the format cannot say: they are done.
 * Which they are shows when each is carried out alone. */
static int settle_kept(struct mlf_plan *plan, const struct mlf_dataset *dataset, struct mlf_plan_step *const *steps,
                       size_t n, struct mlf_err *err)
{
    size_t left = n;
    int result = 0;

    for (size_t i = 0; i < n && !result; i++) {
        struct mlf_change change = mlf_plan_change(steps[i]);
        struct mlf_edits alone = {0};

        if (steps[i]->outcome != MLF_WILL_REBOX || change.label)
            continue;
        result = dataset->driver->edit(dataset, steps[i]->file, &change, 1, &alone, err);
        if (!result && alone.n == 0) {
            plan->counts[steps[i]->outcome]--;
            plan->counts[steps[i]->outcome = MLF_IS_DONE]++;
            left--;
        }
        mlf_edits_free(&alone);
    }
    plan->n_files -= left == 0;
    return result;
}

/* Makes the edits, file by file, with the format's driver. */
static int plan_edits(struct mlf_plan *plan, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    size_t n = 0, end, kept;
    struct mlf_plan_step **order = mlf_alloc(plan->n, sizeof *order, err);
    struct mlf_change *changes = mlf_alloc(2 * plan->n, sizeof *changes, err);
    int result = !order || !changes ? -1 : 0;

    for (size_t i = 0; i < plan->n && !result; i++) {
        if (mlf_plan_changes(plan->steps[i].outcome))
            order[n++] = &plan->steps[i];
    }
    if (n)
        qsort(order, n, sizeof *order, by_place);
    for (size_t begin = 0; begin < n && !result; begin = end) {
        size_t changed, added;

        for (end = begin; end < n && strcmp(order[end]->file, order[begin]->file) == 0; end++)
            ;
        kept = plan->edits.kept;
        result = mlf_plan_file_changes(order + begin, end - begin, changes, &changed, &added, err);
        if (!result && changed)
            result = dataset->driver->edit(dataset, order[begin]->file, changes, changed, &plan->edits, err);
        if (!result && added)
            result =
                dataset->driver->add_labels(dataset, order[begin]->file, changes + changed, added, &plan->edits, err);
        plan->n_files++;
        if (!result && plan->edits.kept > kept)
            result = settle_kept(plan, dataset, order + begin, end - begin, err);
    }
    if (!result)
        result = mlf_edits_encode(&plan->edits, dataset, err);
    if (!result) /* a decision on an object of one file may change another one as well */
        result = mlf_edits_group(&plan->edits, err);
    free(order);
    free(changes);
    return result;
}

/* Decides what becomes of objects that are to go; an error where the format cannot do it. */
static int settle_removal(struct mlf_plan *plan, const struct mlf_driver *driver, int attributes,
                          const struct mlf_targets *targets, const struct mlf_flags *flags, struct mlf_err *err)
{
    int boxes = 0, adds = 0;

    for (size_t i = 0; i < flags->n; i++) {
        boxes |= flags->items[i].has_bbox;
        adds |= targets->items[flags->items[i].target].beside && mlf_flag_changes(&flags->items[i]);
    }
    if (adds && (!driver->add_labels || attributes))
        return mlf_fail(err, "the flags give photos more labels, which mlfix-apply cannot do in the format %s",
                        driver->name);
    if (boxes && !driver->boxes)
        return mlf_fail(err, "the flags give boxes, which mlfix-apply cannot change in the format %s", driver->name);
    if (plan->invalid == MLF_INVALID_MARK && !driver->mark)
        return mlf_fail(err, "%s", driver->no_mark ? driver->no_mark : "this format has no place for a mark");
    if (plan->invalid == MLF_INVALID_MOVE && !driver->moves)
        return mlf_fail(err,
                        "only photos that are objects themselves, as in a folder per class, can be moved: "
                        "--invalid remove takes the object out of the annotations%s",
                        driver->mark ? ", --invalid mark leaves it there, marked" : "");
    if (plan->invalid == MLF_INVALID_REMOVE && driver->moves)
        return mlf_fail(err, "no photo is ever deleted: --invalid move puts it below _invalid/");
    plan->removal = plan->invalid == MLF_INVALID_MARK ? MLF_WILL_MARK : driver->moves ? MLF_WILL_MOVE : MLF_WILL_REMOVE;
    return 0;
}

int mlf_plan_make(struct mlf_plan *plan, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                  const struct mlf_flags *flags, struct mlf_err *err)
{
    struct mlf_match match = {.marks = plan->invalid == MLF_INVALID_MARK, .forced = plan->force};
    int result = -1;

    if (settle_removal(plan, dataset->driver, dataset->attributes != NULL, targets, flags, err))
        return -1;
    plan->steps = mlf_alloc(flags->n, sizeof *plan->steps, err);
    if (!plan->steps || mlf_match_make(&match, dataset, targets, flags, err))
        goto done;
    for (plan->n = 0; plan->n < flags->n; plan->n++) {
        struct mlf_plan_step *step = &plan->steps[plan->n];
        step->flag = &flags->items[plan->n];
        step->target = &targets->items[step->flag->target];
        if (plan_step(plan, step, &match, plan->n, err))
            goto done;
    }
    result = plan->n_refusals ? 0 : plan_edits(plan, dataset, err);
done:
    mlf_match_free(&match);
    return result;
}

void mlf_plan_free(struct mlf_plan *plan)
{
    for (size_t i = 0; i < plan->n_refusals && i < MLF_PLAN_REFUSALS; i++)
        free(plan->refusals[i]);
    free(plan->steps);
    mlf_edits_free(&plan->edits);
    mlf_string_set_free(&plan->texts);
    *plan = (struct mlf_plan){0};
}
