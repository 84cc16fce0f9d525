#include "mlfix/plan.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/err.h"
#include "match.h"

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

static int refuse_misfit(struct mlf_plan *plan, const struct mlf_step *step, enum mlf_fit fit,
                         const struct mlf_found *found, struct mlf_err *err)
{
    struct mlf_err why = {""};
    const char *id = step->target->id ? step->target->id : step->target->crop;

    if (!step->target->id)
        mlf_fail(&why, "the record of '%.200s' has no id: nothing ties it to the dataset", id ? id : "(no crop)");
    else if (fit == MLF_FIT_LABEL)
        mlf_fail(&why, "'%.200s' is labelled '%.200s' now, not '%.200s' as when it was reviewed", id,
                 found->label ? found->label : "", step->target->label ? step->target->label : "");
    else if (fit == MLF_FIT_BOX)
        mlf_fail(&why, "the box of '%.200s' is not the one that was reviewed", id);
    else if (fit == MLF_FIT_GONE)
        mlf_fail(&why, "'%.200s' is to be relabelled but is not in the dataset any more", id);
    else
        mlf_fail(&why,
                 "the id '%.200s' is a position, which other edits shift: give --sheets or --records, "
                 "so that the object can be recognised",
                 id);
    return refuse(plan, step->flag, why.text, err);
}

static int plan_step(struct mlf_plan *plan, struct mlf_step *step, const struct mlf_match *match, size_t number,
                     struct mlf_err *err)
{
    enum mlf_fit fit = match->fits[number];
    const struct mlf_found *found =
        match->flag_found[number] == MLF_NO_WORD ? NULL : &match->found[match->flag_found[number]];

    if (step->flag->rival) {
        step->outcome = MLF_IS_CONFLICT;
    } else if (step->flag->verdict == MLF_OK) {
        step->outcome = MLF_IS_CONFIRMED;
    } else if (step->flag->verdict == MLF_UNSURE) {
        step->outcome = MLF_IS_UNSURE;
    } else if (fit == MLF_FIT_DONE) {
        step->outcome = MLF_IS_DONE;
    } else if (fit == MLF_FIT_HERE) {
        step->outcome = step->flag->verdict == MLF_INVALID ? MLF_WILL_REMOVE : MLF_WILL_RELABEL;
        step->file = mlf_wordset_keep(&plan->texts, found->file, err);
        step->index = found->index;
        if (!step->file)
            return -1;
    } else {
        step->outcome = MLF_IS_UNSURE;
        return refuse_misfit(plan, step, fit, found, err);
    }
    plan->counts[step->outcome]++;
    return 0;
}

static int is_edit(const struct mlf_step *step)
{
    return step->outcome == MLF_WILL_RELABEL || step->outcome == MLF_WILL_REMOVE;
}

static int by_place(const void *a, const void *b)
{
    const struct mlf_step *x = *(const struct mlf_step *const *)a, *y = *(const struct mlf_step *const *)b;
    int order = strcmp(x->file, y->file);

    if (order)
        return order;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The driver's edits, file by file. */
static int plan_edits(struct mlf_plan *plan, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    size_t n = 0, end;
    const struct mlf_step **order = mlf_alloc(plan->n, sizeof *order, err);
    struct mlf_change *changes = mlf_alloc(plan->n, sizeof *changes, err);
    int failed = !order || !changes ? -1 : 0;

    for (size_t i = 0; i < plan->n && !failed; i++) {
        if (is_edit(&plan->steps[i]))
            order[n++] = &plan->steps[i];
    }
    if (n)
        qsort(order, n, sizeof *order, by_place);
    for (size_t begin = 0; begin < n && !failed; begin = end) {
        for (end = begin; end < n && strcmp(order[end]->file, order[begin]->file) == 0; end++) {
            changes[end - begin] = (struct mlf_change){
                .index = order[end]->index,
                .action = order[end]->outcome == MLF_WILL_REMOVE ? MLF_REMOVE : MLF_RELABEL,
                .label = order[end]->flag->label,
            };
        }
        failed = dataset->driver->edit(dataset, order[begin]->file, changes, end - begin, &plan->edits, err);
        plan->n_files++;
    }
    free(order);
    free(changes);
    return failed;
}

int mlf_plan_make(struct mlf_plan *plan, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                  const struct mlf_flags *flags, struct mlf_err *err)
{
    struct mlf_match match = {0};
    int failed = -1;

    plan->steps = mlf_alloc(flags->n, sizeof *plan->steps, err);
    if (!plan->steps || mlf_match_make(&match, dataset, targets, flags, err) < 0)
        goto done;
    for (plan->n = 0; plan->n < flags->n; plan->n++) {
        struct mlf_step *step = &plan->steps[plan->n];
        step->flag = &flags->items[plan->n];
        step->target = &targets->items[step->flag->target];
        if (plan_step(plan, step, &match, plan->n, err) < 0)
            goto done;
    }
    failed = plan->n_refusals ? 0 : plan_edits(plan, dataset, err);
done:
    mlf_match_free(&match);
    return failed;
}

void mlf_plan_free(struct mlf_plan *plan)
{
    for (size_t i = 0; i < plan->n_refusals && i < MLF_PLAN_REFUSALS; i++)
        free(plan->refusals[i]);
    free(plan->steps);
    mlf_edits_free(&plan->edits);
    mlf_wordset_free(&plan->texts);
    *plan = (struct mlf_plan){0};
}
