/* The plan as the user sees it. */
#include "mlfix/plan.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/json.h"

const char *const mlf_outcome_names[] = {"relabel", "remove", "confirmed", "unsure", "done", "conflict"};

/* Groups shown in the summary. */
#define SUMMARY_GROUPS 20

static void put_text(struct mlf_buf *buf, const char *key, const char *text)
{
    if (!text)
        return;
    mlf_buf_printf(buf, "%s\"%s\": ", buf->data[buf->length - 1] == '{' ? "" : ", ", key);
    mlf_json_put_string(buf, text);
}

void mlf_plan_print(const struct mlf_step *step, struct mlf_buf *buf)
{
    const struct mlf_flag *flag = step->flag;
    const struct mlf_target *target = step->target;

    mlf_buf_putc(buf, '{');
    put_text(buf, "id", target->id);
    put_text(buf, "verdict", mlf_verdict_names[flag->verdict]);
    put_text(buf, "label", flag->label);
    put_text(buf, "label_was", target->label);
    if (target->has_bbox) {
        mlf_buf_puts(buf, ", \"bbox\": [");
        for (int i = 0; i < 4; i++) {
            mlf_buf_puts(buf, i ? ", " : "");
            mlf_json_put_number(buf, target->bbox[i]);
        }
        mlf_buf_putc(buf, ']');
    }
    put_text(buf, "action", mlf_outcome_names[step->outcome]);
    put_text(buf, "file", step->file ? step->file : target->file);
    put_text(buf, "sheet", target->sheet);
    put_text(buf, "cell", target->cell);
    put_text(buf, "crop", target->crop);
    mlf_buf_puts(buf, ", \"flag\": ");
    {
        struct mlf_buf place = {0};
        mlf_buf_printf(&place, "%s:%zu", flag->file, flag->line);
        mlf_json_put_string(buf, place.data ? place.data : "");
        buf->failed |= place.failed;
        mlf_buf_free(&place);
    }
    put_text(buf, "by", flag->by);
    put_text(buf, "at", flag->at);
    put_text(buf, "note", flag->note);
    mlf_buf_puts(buf, "}\n");
}

/* ---- The summary ---- */

struct group {
    size_t count, first; /* `first`: number of the first step in it */
};

static int by_count(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "relabel 'a' to 'b'". */
static void describe(const struct mlf_step *step, struct mlf_buf *buf)
{
    const char *was = step->target->label ? step->target->label : "(no label)";

    if (step->outcome == MLF_WILL_RELABEL)
        mlf_buf_printf(buf, "relabel '%.100s' to '%.100s'", was, step->flag->label);
    else
        mlf_buf_printf(buf, "remove  '%.100s'", was);
}

static int say_groups(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_wordset names = {0};
    struct group *groups = NULL;
    size_t capacity = 0, number, rest = 0;
    struct mlf_buf buf = {0};
    int failed = 0;

    for (size_t i = 0; i < plan->n && !failed; i++) {
        int added;
        if (plan->steps[i].outcome > MLF_WILL_REMOVE)
            continue;
        mlf_buf_clear(&buf);
        describe(&plan->steps[i], &buf);
        if (mlf_buf_check(&buf, err) < 0 || (added = mlf_wordset_add(&names, buf.data, &number, err)) < 0 ||
            mlf_grow(&groups, &capacity, number + 1, sizeof *groups, err) < 0) {
            failed = -1;
            break;
        }
        if (added)
            groups[number] = (struct group){.first = i};
        groups[number].count++;
    }
    if (!failed && names.n)
        qsort(groups, names.n, sizeof *groups, by_count);
    for (size_t i = 0; i < names.n && !failed; i++) {
        if (i >= SUMMARY_GROUPS) {
            rest += groups[i].count;
            continue;
        }
        mlf_buf_clear(&buf);
        mlf_buf_printf(&buf, "%6zu  ", groups[i].count);
        describe(&plan->steps[groups[i].first], &buf);
        failed = mlf_buf_check(&buf, err);
        if (!failed)
            say(buf.data);
    }
    if (rest && !failed) {
        mlf_buf_clear(&buf);
        mlf_buf_printf(&buf, "%6zu  of other kinds", rest);
        failed = mlf_buf_check(&buf, err);
        if (!failed)
            say(buf.data);
    }
    mlf_buf_free(&buf);
    mlf_wordset_free(&names);
    free(groups);
    return failed;
}

static int say_conflicts(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    size_t said = 0;

    for (size_t i = 0; i < plan->n; i++) {
        const struct mlf_step *step = &plan->steps[i], *rival;
        char *line;
        if (step->outcome != MLF_IS_CONFLICT || step->flag->rival - 1 > i)
            continue;
        if (said++ == SUMMARY_GROUPS) {
            say("        and more conflicts: see the action \"conflict\" in the plan");
            break;
        }
        rival = &plan->steps[step->flag->rival - 1];
        line = mlf_strf(err, "        conflict over '%.200s': %s:%zu says %s%s%.100s, %s:%zu says %s%s%.100s",
                        step->target->id ? step->target->id : "(no id)", rival->flag->file, rival->flag->line,
                        mlf_verdict_names[rival->flag->verdict], rival->flag->label ? " to " : "",
                        rival->flag->label ? rival->flag->label : "", step->flag->file, step->flag->line,
                        mlf_verdict_names[step->flag->verdict], step->flag->label ? " to " : "",
                        step->flag->label ? step->flag->label : "");
        if (!line)
            return -1;
        say(line);
        free(line);
    }
    return 0;
}

int mlf_plan_summary(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err)
{
    size_t edits = plan->counts[MLF_WILL_RELABEL] + plan->counts[MLF_WILL_REMOVE];
    char *line =
        mlf_strf(err,
                 "%zu decision%s: %zu to change in %zu file%s, %zu done already, %zu confirmed, "
                 "%zu unsure, %zu in conflict",
                 plan->n, plural(plan->n), edits, plan->n_files, plural(plan->n_files), plan->counts[MLF_IS_DONE],
                 plan->counts[MLF_IS_CONFIRMED], plan->counts[MLF_IS_UNSURE], plan->counts[MLF_IS_CONFLICT]);

    if (!line)
        return -1;
    say(line);
    free(line);
    if (say_groups(plan, say, err) < 0)
        return -1;
    return say_conflicts(plan, say, err);
}
