/* The statement as Markdown. */

#include "mlfix/gate/statement-text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/gate/statement.h"
#include "words.h"

static void put_count(struct mlf_buf *buf, size_t n, const char *one, const char *several)
{
    mlf_buf_printf(buf, "%zu %s", n, n == 1 ? one : several);
}

static size_t decided_on(const struct mlf_statement_decisions *d)
{
    return d->right + d->wrong + d->relabelled + d->removed + d->boxed;
}

/* The objects whose label something is known of once the decisions are carried
 * out: those judged, and those that stay on a person's word. */
static size_t known_of(const struct mlf_statement_class *class)
{
    return class->judged + class->decided.right + class->decided.wrong + class->decided.relabelled +
           class->decided.boxed;
}

/* "12 (9 to 15)", its share. */
static void put_rate(struct mlf_buf *buf, const struct mlf_statement_class *class, const char *between)
{
    double n = (double)known_of(class);
    if (n == 0) {
        mlf_buf_printf(buf, "not known%snot known", between);
        return;
    }
    mlf_buf_printf(buf, "%.1f (%.0f to %.0f)%s%.2f %% (%.2f %% to %.2f %%)", class->wrong.mean, class->wrong.low,
                   class->wrong.high, between, 100 * class->wrong.mean / n, 100 * class->wrong.low / n,
                   100 * class->wrong.high / n);
}

static void put_class(struct mlf_buf *buf, const char *name, const struct mlf_statement_class *class, int silent)
{
    const struct mlf_statement_decisions *d = &class->decided;
    mlf_buf_printf(buf, "| %s | %zu | %zu | %zu | %zu | %zu | %zu | ", name, class->objects, class->doubted,
                   d->right + d->boxed, d->relabelled, d->removed, d->wrong);
    put_rate(buf, class, " | ");
    if (silent)
        mlf_buf_printf(buf, " | %zu", class->silent);
    mlf_buf_puts(buf, " |\n");
}

struct named {
    const char *name;
    const struct mlf_statement_class *class;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void put_classes(struct mlf_buf *buf, const struct mlf_statement *s)
{
    int silent = s->all.silent > 0;
    struct named *named = calloc(s->labels.n, sizeof *named);
    struct mlf_buf cell = {0};
    if (!named) {
        buf->failed = 1;
        return;
    }
    for (size_t k = 0; k < s->labels.n; k++)
        named[k] = (struct named){s->labels.items[k], &s->classes[k]};
    qsort(named, s->labels.n, sizeof *named, by_name);
    mlf_buf_printf(buf,
                   "\n| class | objects | doubted | confirmed | to relabel | to remove | to decide | labels left wrong "
                   "| error rate "
                   "|%s\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |%s\n",
                   silent ? " not judged |" : "", silent ? " ---: |" : "");
    for (size_t k = 0; k < s->labels.n; k++) {
        mlf_buf_clear(&cell);
        mlf_gate_put_cell(&cell, *named[k].name ? named[k].name : "(no label)");
        put_class(buf, cell.data ? cell.data : "", named[k].class, silent);
    }
    put_class(buf, "**all**", &s->all, silent);
    buf->failed |= cell.failed;
    mlf_buf_free(&cell);
    free(named);
}

static void put_errors(struct mlf_buf *buf, const struct mlf_statement *s)
{
    const struct mlf_statement_decisions *d = &s->all.decided;
    mlf_buf_puts(buf, "\n## Wrong labels\n\n");
    if (s->of_sets > 0)
        mlf_buf_puts(buf,
                     "Of photos with sets of labels it is not estimated how many are wrong; labels that seem to be "
                     "missing are among the other findings.\n");
    if (known_of(&s->all) == 0 && s->of_sets < s->all.objects)
        mlf_buf_puts(buf, "Nothing is known of the labels: the records have no field `wrong`, which mlfix-rank writes, "
                          "and nobody has looked at them.\n");
    else if (known_of(&s->all) > 0) {
        mlf_buf_puts(buf, "Labels that are still wrong, and between which numbers they are: ");
        put_rate(buf, &s->all, ", that is ");
        mlf_buf_puts(buf, ".\n");
    }
    if (d->relabelled + d->removed > 0) {
        mlf_buf_puts(buf, "This holds once the decisions below are carried out. As the dataset is, ");
        put_count(buf, d->relabelled + d->removed, "more label is", "more labels are");
        mlf_buf_puts(buf, " known to be wrong.\n");
    }
    if (d->wrong > 0) {
        mlf_buf_puts(buf, "Of the wrong ones ");
        put_count(buf, d->wrong, "was", "were");
        mlf_buf_puts(buf, " found by a reviewer, and which label is right is to be decided.\n");
    }
    put_classes(buf, s);
}

static void put_review(struct mlf_buf *buf, const struct mlf_statement *s)
{
    const struct mlf_statement_class *all = &s->all;
    size_t decided = decided_on(&all->decided);
    mlf_buf_puts(buf, "\n## How it was reviewed\n\n");
    if (s->names.n == 0) {
        mlf_buf_puts(buf, "No review is on record.\n");
        return;
    }
    mlf_buf_puts(buf, "People decided on ");
    put_count(buf, decided, "object", "objects");
    mlf_buf_printf(buf, " of %zu, and on %zu of the %zu whose label is doubted.", all->objects, s->reviewed_doubts,
                   all->doubted);
    if (all->decided.open > 0) {
        mlf_buf_putc(buf, ' ');
        put_count(buf, all->decided.open, "object is", "objects are");
        mlf_buf_puts(buf, " left open: a reviewer was unsure, or two differ.");
    }
    mlf_buf_puts(buf, "\n\n| reviewer | decided | confirmed | other label | wrong label | no object | other box | open "
                      "| from | to |\n"
                      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
    for (size_t i = 0; i < s->names.n; i++) {
        const struct mlf_statement_reviewer *r = &s->reviewers[i];
        const struct mlf_statement_decisions *d = &r->decided;
        mlf_buf_puts(buf, "| ");
        mlf_gate_put_cell(buf, *s->names.items[r->name] ? s->names.items[r->name] : "(not named)");
        mlf_buf_printf(buf, " | %zu | %zu | %zu | %zu | %zu | %zu | %zu | ", decided_on(d), d->right, d->relabelled,
                       d->wrong, d->removed, d->boxed, d->open);
        mlf_gate_put_cell(buf, r->first ? r->first : "");
        mlf_buf_puts(buf, " | ");
        mlf_gate_put_cell(buf, r->last ? r->last : "");
        mlf_buf_puts(buf, " |\n");
    }
}

static int by_issue(const void *a, const void *b)
{
    const struct mlf_gate_finding *const *x = a, *const *y = b;
    return strcmp((*x)->issue, (*y)->issue);
}

/* What else is known to be wrong, and was not confirmed. */
static void put_others(struct mlf_buf *buf, const struct mlf_gate *gate)
{
    const struct mlf_gate_finding **sorted = calloc(gate->n + 1, sizeof *sorted);
    size_t n = 0;
    if (!sorted) {
        buf->failed = 1;
        return;
    }
    for (size_t i = 0; i < gate->n; i++)
        if (strcmp(gate->findings[i].issue, "label") != 0)
            sorted[n++] = &gate->findings[i];
    qsort(sorted, n, sizeof *sorted, by_issue);
    mlf_buf_puts(buf, "\n## Other findings\n\n");
    mlf_buf_puts(buf, n ? "| finding | objects |\n| --- | ---: |\n" : "None.\n");
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && strcmp(sorted[end]->issue, sorted[i]->issue) == 0; end++)
            ;
        mlf_buf_puts(buf, "| ");
        mlf_gate_put_cell(buf, sorted[i]->issue);
        mlf_buf_printf(buf, " | %zu |\n", end - i);
    }
    free(sorted);
}

void mlf_statement_print(const struct mlf_statement *s, const struct mlf_gate *gate, struct mlf_buf *buf)
{
    int estimated = s->all.judged > 0;
    mlf_buf_puts(buf, "# Statement on the labels\n\n");
    put_count(buf, s->all.objects, "object", "objects");
    mlf_buf_puts(buf, " of ");
    put_count(buf, s->labels.n, "class", "classes");
    mlf_buf_puts(buf, " in ");
    put_count(buf, s->photos, "photo", "photos");
    if (s->unreadable > 0) {
        mlf_buf_puts(buf, ", of which ");
        put_count(buf, s->unreadable, "could not be looked at", "could not be looked at");
    }
    mlf_buf_printf(buf, ". Fingerprint of ids, labels and boxes: `%016" PRIx64 "`.\n", s->print);
    put_errors(buf, s);
    put_review(buf, s);
    put_others(buf, gate);
    mlf_buf_puts(buf, "\n## What this says, and what it does not\n\n");
    if (estimated)
        mlf_buf_puts(buf, "- Labels that nobody looked at are judged by the other labels of the same dataset: a model "
                          "predicts each object without those that could share its mistake, and what it says is "
                          "calibrated to a probability that the label is wrong. The figures are sums of those. What is "
                          "hard to tell and what is wrong cannot be told apart by pictures alone: the number is a "
                          "middle, and only the interval is stated.\n"
                          "- A mistake that is made throughout, as when a whole class is called by another's name, "
                          "cannot be seen in this way.\n");
    if (s->names.n > 0)
        mlf_buf_puts(buf, "- What people decided is counted as right.\n");
    mlf_buf_puts(buf, "- Objects that were never annotated are not counted.\n");
}
