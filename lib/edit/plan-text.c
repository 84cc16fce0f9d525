#include "mlfix/edit/plan-text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/edit/plan.h"
#include "mlfix/flags/flag.h"
#include "mlfix/flags/targets.h"
#include "mlfix/json/json-text.h"

static const char *const outcome_names[] = {"relabel", "remove",    "move",   "mark", "box",      "add",
                                            "wrong",   "confirmed", "unsure", "done", "conflict", "open"};

/* Groups, and conflicts, that the summary shows at most. */
#define SUMMARY_GROUPS 20

void mlf_plan_put_text(struct mlf_buf *buf, const char *key, const char *text)
{
    if (!text)
        return;
    mlf_buf_printf(buf, "%s\"%s\": ", buf->data[buf->length - 1] == '{' ? "" : ", ", key);
    mlf_json_put_string(buf, text);
}

static void put_box(struct mlf_buf *buf, const char *key, const double bbox[4])
{
    mlf_buf_printf(buf, "%s\"%s\": [", buf->data[buf->length - 1] == '{' ? "" : ", ", key);
    for (int i = 0; i < 4; i++) {
        mlf_buf_puts(buf, i ? ", " : "");
        mlf_json_put_number(buf, bbox[i]);
    }
    mlf_buf_putc(buf, ']');
}

void mlf_plan_put_step(struct mlf_buf *buf, const struct mlf_plan_step *step)
{
    const struct mlf_flag *flag = step->flag;
    const struct mlf_target *target = step->target;

    mlf_buf_putc(buf, '{');
    mlf_plan_put_text(buf, "id", target->id);
    mlf_plan_put_text(buf, "verdict", mlf_verdict_names[flag->verdict]);
    mlf_plan_put_text(buf, "label", flag->label);
    mlf_plan_put_text(buf, "label_was", target->label);
    if (flag->has_bbox)
        put_box(buf, "bbox", flag->bbox);
    if (target->shown || target->has_bbox)
        put_box(buf, flag->has_bbox ? "bbox_was" : "bbox", target->shown ? target->shown : target->bbox);
    mlf_plan_put_text(buf, "action", outcome_names[step->outcome]);
    mlf_plan_put_text(buf, "file", step->file ? step->file : target->file);
    if (target->shown) {
        mlf_buf_puts(buf, ", \"source\": {"); /* as in records */
        put_box(buf, "bbox", target->bbox);
        if (flag->has_bbox && mlf_plan_changes(step->outcome))
            put_box(buf, "bbox_now", step->bbox);
        mlf_buf_putc(buf, '}');
    }
    mlf_plan_put_text(buf, "sheet", target->sheet);
    mlf_plan_put_text(buf, "cell", target->cell);
    mlf_plan_put_text(buf, "crop", target->crop);
    if (step->outcome == MLF_IS_WRONG && target->suggest) {
        mlf_plan_put_text(buf, "suggest", target->suggest);
        if (!isnan(target->probability)) {
            mlf_buf_puts(buf, ", \"prob\": ");
            mlf_json_put_number(buf, target->probability);
        }
    }
}

void mlf_plan_put_reviewer(struct mlf_buf *buf, const struct mlf_flag *flag)
{
    mlf_plan_put_text(buf, "by", flag->by);
    mlf_plan_put_text(buf, "at", flag->at);
    mlf_plan_put_text(buf, "note", flag->note);
    if (flag->poll && (flag->poll->reviewers > 1 || flag->standing != MLF_DECIDED))
        mlf_buf_printf(buf, ", \"votes\": %s", flag->poll->votes);
    if (flag->poll && flag->poll->probability > 0) {
        mlf_buf_puts(buf, ", \"probability\": ");
        mlf_json_put_number(buf, rint(flag->poll->probability * 1e4) / 1e4);
    }
}

void mlf_plan_print(const struct mlf_plan_step *step, struct mlf_buf *buf)
{
    const struct mlf_flag *flag = step->flag;
    struct mlf_buf place = {0};

    mlf_plan_put_step(buf, step);
    mlf_buf_printf(&place, "%s:%zu", flag->file, flag->line);
    mlf_plan_put_text(buf, "flag", place.data ? place.data : "");
    buf->failed |= place.failed;
    mlf_buf_free(&place);
    mlf_plan_put_reviewer(buf, flag);
    mlf_buf_puts(buf, "}\n");
}

/* ---- The summary ---- */

struct group {
    enum mlf_plan_outcome outcome;
    size_t count; /* steps */
    size_t first; /* number of the first one */
};

/* By kind of change, then the largest groups first. */
static int by_count(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    if (x->outcome != y->outcome)
        return x->outcome < y->outcome ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* Whether the summary tells of the step by the label. */
static int is_grouped(enum mlf_plan_outcome outcome)
{
    return mlf_plan_changes(outcome) || outcome == MLF_IS_WRONG;
}

/* Whether the step takes a label from a photo that has a set of them. */
static int takes_label(const struct mlf_plan_step *step)
{
    return step->outcome == MLF_WILL_REMOVE && step->target->photo && step->target->label;
}

/* Appends "relabel 'a' to 'b'"; of sets of labels "- label 'a'", "+ label 'b'", by the signs of flags. */
static void describe(const struct mlf_plan_step *step, struct mlf_buf *buf)
{
    const char *was = step->target->label ? step->target->label : "(no label)";

    if (step->outcome == MLF_WILL_ADD || takes_label(step)) {
        mlf_buf_printf(buf, "%s '%.100s'", takes_label(step) ? "- label" : "+ label",
                       takes_label(step) ? was : step->flag->label);
        return;
    }
    mlf_buf_printf(buf, "%-7s '%.100s'", outcome_names[step->outcome], was);
    if (step->outcome == MLF_WILL_RELABEL)
        mlf_buf_printf(buf, " to '%.100s'%s", step->flag->label, step->flag->has_bbox ? ", with a new box" : "");
    if (step->outcome == MLF_IS_WRONG && step->target->suggest)
        mlf_buf_printf(buf, ", perhaps '%.100s'", step->target->suggest);
}

/* Groups the steps that change something, or whose label is to be decided, by what they do. */
static int find_groups(const struct mlf_plan *plan, struct mlf_string_set *names, struct group **groups,
                       struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t capacity = 0, number;
    int result = 0;

    for (size_t i = 0; i < plan->n && !result; i++) {
        int added;
        if (!is_grouped(plan->steps[i].outcome))
            continue;
        mlf_buf_clear(&buf);
        describe(&plan->steps[i], &buf);
        if (mlf_buf_check(&buf, err) || mlf_string_set_add(names, buf.data, &number, &added, err) ||
            mlf_grow(groups, &capacity, number + 1, sizeof **groups, err)) {
            result = -1;
            break;
        }
        if (added)
            (*groups)[number] = (struct group){.outcome = plan->steps[i].outcome, .first = i};
        (*groups)[number].count++;
    }
    if (!result && names->n)
        qsort(*groups, names->n, sizeof **groups, by_count);
    mlf_buf_free(&buf);
    return result;
}

/* Says the groups of one kind of change. */
static int say_kind(const struct mlf_plan *plan, const struct group *groups, size_t n, size_t limit,
                    void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t rest = 0;
    int result = 0;

    for (size_t i = 0; i < n && !result; i++) {
        if (i >= limit) {
            rest += groups[i].count;
            continue;
        }
        mlf_buf_clear(&buf);
        mlf_buf_printf(&buf, "%6zu  ", groups[i].count);
        describe(&plan->steps[groups[i].first], &buf);
        result = mlf_buf_check(&buf, err);
        if (!result)
            say(buf.data);
    }
    if (rest && !result) {
        mlf_buf_clear(&buf);
        mlf_buf_printf(&buf, "%6zu  %-7s objects of %zu other kinds", rest, outcome_names[groups->outcome], n - limit);
        result = mlf_buf_check(&buf, err);
        if (!result)
            say(buf.data);
    }
    mlf_buf_free(&buf);
    return result;
}

static int say_groups(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    struct group *groups = NULL;
    size_t kinds = 0, end;
    int result = find_groups(plan, &names, &groups, err);

    for (int k = 0; k < MLF_OUTCOMES; k++)
        kinds += is_grouped((enum mlf_plan_outcome)k) && plan->counts[k];
    for (size_t i = 0; i < names.n && !result; i = end) {
        for (end = i; end < names.n && groups[end].outcome == groups[i].outcome;)
            end++;
        result =
            say_kind(plan, groups + i, end - i, names.n <= SUMMARY_GROUPS ? end - i : SUMMARY_GROUPS / kinds, say, err);
    }
    mlf_string_set_free(&names);
    free(groups);
    return result;
}

static void put_side(struct mlf_buf *buf, const struct mlf_flag *flag)
{
    mlf_buf_printf(buf, "%s:%zu says %s%s%.100s", flag->file, flag->line, mlf_verdict_names[flag->verdict],
                   flag->label ? " to " : "", flag->label ? flag->label : "");
}

/* Appends the two lines of flag files that differ; or who said what, where it is not two lines. */
static void describe_conflict(const struct mlf_plan_step *step, struct mlf_buf *buf)
{
    const struct mlf_poll *poll = step->flag->poll;

    mlf_buf_printf(buf, "        %s '%.200s': ", step->outcome == MLF_IS_OPEN ? "open is" : "conflict over",
                   step->target->id ? step->target->id : "(no id)");
    if (step->outcome == MLF_IS_CONFLICT && poll->sides[0] && poll->sides[1]) {
        put_side(buf, poll->sides[0]);
        mlf_buf_puts(buf, ", ");
        put_side(buf, poll->sides[1]);
    } else {
        mlf_buf_printf(buf, "%.500s", poll->said);
    }
}

static int say_conflicts(const struct mlf_plan *plan, enum mlf_plan_outcome outcome, void (*say)(const char *line),
                         struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t said = 0;
    int result = 0;

    for (size_t i = 0; i < plan->n && !result; i++) {
        if (plan->steps[i].outcome != outcome)
            continue;
        mlf_buf_clear(&buf);
        if (said++ == SUMMARY_GROUPS)
            mlf_buf_printf(&buf, "        and %zu more: see the action \"%s\" in the plan",
                           plan->counts[outcome] - SUMMARY_GROUPS, outcome_names[outcome]);
        else
            describe_conflict(&plan->steps[i], &buf);
        result = mlf_buf_check(&buf, err);
        if (!result)
            say(buf.data);
        if (said > SUMMARY_GROUPS)
            break;
    }
    mlf_buf_free(&buf);
    return result;
}

/* Appends "7 decisions: 2 to relabel, 1 to remove (in 2 files), 4 done already". */
static void put_counts(const struct mlf_plan *plan, struct mlf_buf *buf)
{
    static const char *const phrases[MLF_OUTCOMES] = {"to relabel",       "to remove",    "to move",       "to mark",
                                                      "to get new boxes", "to be added",  "to be decided", "confirmed",
                                                      "unsure",           "done already", "in conflict",   "open"};
    size_t edits = 0, said = 0;

    mlf_buf_printf(buf, "%zu decision%s", plan->n, plural(plan->n));
    for (int k = 0; k < MLF_OUTCOMES; k++)
        edits += mlf_plan_changes((enum mlf_plan_outcome)k) ? plan->counts[k] : 0;
    for (int k = 0; k < MLF_OUTCOMES; k++) {
        if (edits && k == MLF_IS_WRONG)
            mlf_buf_printf(buf, " (in %zu file%s)", plan->n_files, plural(plan->n_files));
        if (plan->counts[k])
            mlf_buf_printf(buf, "%s%zu %s", said++ ? ", " : ": ", plan->counts[k], phrases[k]);
    }
}

/* Says how many new boxes the format cannot give as they were asked. */
static int say_rounded(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int failed;

    if (!plan->edits.rounded)
        return 0;
    mlf_buf_printf(&buf, "        of %zu new box%s the numbers are rounded to whole pixels, as the format has them",
                   plan->edits.rounded, plan->edits.rounded == 1 ? "" : "es");
    failed = mlf_buf_check(&buf, err);
    if (!failed)
        say(buf.data);
    mlf_buf_free(&buf);
    return failed;
}

/* How many of the steps take a label from a photo that has a set of them. */
static size_t count_labels(const struct mlf_plan *plan)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->n; i++)
        n += (size_t)takes_label(&plan->steps[i]);
    return n;
}

/* Appends what will be gone and what will be different, before all else: "2 objects are removed, 1 is renamed,
 * 1 gets a new box, 3 labels are to be decided (nothing is done for them)". */
static void put_effect(const struct mlf_plan *plan, struct mlf_buf *buf)
{
    static const struct {
        enum mlf_plan_outcome outcome;
        const char *how;
    } losses[] = {{MLF_WILL_MOVE, "moved out"}, {MLF_WILL_MARK, "marked as not to be used"}};
    const size_t *counts = plan->counts;
    size_t suggested = 0, labels = count_labels(plan), gone = counts[MLF_WILL_REMOVE] - labels,
           renamed = counts[MLF_WILL_RELABEL], boxes = counts[MLF_WILL_REBOX], open = counts[MLF_IS_WRONG];
    const char *how = "removed";

    for (size_t k = 0; k < sizeof losses / sizeof *losses && !gone; k++) {
        gone = counts[losses[k].outcome];
        how = gone ? losses[k].how : how;
    }
    for (size_t i = 0; i < plan->n; i++) {
        int renames = plan->steps[i].outcome == MLF_WILL_RELABEL;
        boxes += (size_t)(renames && plan->steps[i].flag->has_bbox);
        suggested += (size_t)(renames && plan->steps[i].flag->suggested);
    }
    if (labels || counts[MLF_WILL_ADD])
        mlf_buf_printf(buf, "photos lose %zu label%s and get %zu", labels, plural(labels), counts[MLF_WILL_ADD]);
    if (buf->length == 0 || gone)
        mlf_buf_printf(buf, gone == 1 ? "%s%zu object is %s" : "%s%zu objects are %s", buf->length ? ", " : "", gone,
                       how);
    if (renamed || !(labels || counts[MLF_WILL_ADD]))
        mlf_buf_printf(buf, renamed == 1 ? ", %zu is renamed" : ", %zu are renamed", renamed);
    if (suggested)
        mlf_buf_printf(buf, " (%zu of them as suggested)", suggested);
    if (boxes)
        mlf_buf_printf(buf, boxes == 1 ? ", %zu gets a new box" : ", %zu get new boxes", boxes);
    if (open)
        mlf_buf_printf(buf, ", %zu label%s to be decided (nothing is done for %s)", open, open == 1 ? " is" : "s are",
                       open == 1 ? "it" : "them");
}

/* Says what can be done about labels that are to be decided. */
static int say_undecided(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t bare = 0;
    int failed;

    if (!plan->counts[MLF_IS_WRONG])
        return 0;
    say("        of what is wrong, '= LABEL' in the flags says the right label, 'remove' takes the object out,");
    say("        and --accept-suggestions P takes the suggestions that are at least so probable");
    for (size_t i = 0; i < plan->n; i++)
        bare += plan->steps[i].outcome == MLF_IS_WRONG && plan->steps[i].flag->bare;
    if (!bare)
        return 0;
    mlf_buf_printf(&buf, "        %zu of them %s by a line without a verdict, which removes nothing", bare,
                   bare == 1 ? "is named" : "are named");
    failed = mlf_buf_check(&buf, err);
    if (!failed)
        say(buf.data);
    mlf_buf_free(&buf);
    return failed;
}

int mlf_plan_summary(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int failed;

    put_effect(plan, &buf);
    failed = mlf_buf_check(&buf, err);
    if (!failed)
        say(buf.data);
    mlf_buf_clear(&buf);
    put_counts(plan, &buf);
    failed = failed || mlf_buf_check(&buf, err);
    if (!failed)
        say(buf.data);
    mlf_buf_free(&buf);
    if (failed || say_groups(plan, say, err) || say_rounded(plan, say, err) || say_undecided(plan, say, err))
        return -1;
    return say_conflicts(plan, MLF_IS_CONFLICT, say, err) ? -1 : say_conflicts(plan, MLF_IS_OPEN, say, err);
}
