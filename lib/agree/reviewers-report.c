#include "mlfix/agree/reviewers-report.h"

#include <math.h>

#include "mlfix/agree/agreement.h"
#include "mlfix/agree/reviewer-weights.h"
#include "mlfix/agree/reviewers.h"
#include "mlfix/base/buf.h"
#include "mlfix/flags/flags.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/expected.h"

/* Lines of each kind in the summary, at most. */
#define LINES 20

static const char *const agree_names[] = {"any", "majority", "all", "weighted"};

static const char *name_of(const struct mlf_reviewers *r, size_t place)
{
    return r->flags->reviewers.items[r->items[place].number];
}

static int is_supervisor(const struct mlf_reviewers *r, size_t place)
{
    return r->items[place].number == r->policy->supervisor;
}

static double share(size_t part, size_t all)
{
    return all ? (double)part / (double)all : NAN;
}

/* Rounds to 1 / parts; never -0. */
static double rounded(double number, double parts)
{
    return rint(number * parts) / parts + 0.0;
}

/* NAN becomes null. */
static void put_number(struct mlf_buf *buf, const char *key, double number)
{
    mlf_buf_printf(buf, "%s\"%s\": ", buf->data && buf->data[buf->length - 1] == '{' ? "" : ", ", key);
    mlf_json_put_number(buf, rounded(number, 1e4));
}

static void put_interval(struct mlf_buf *buf, double low, double high)
{
    if (isnan(low) || isnan(high)) {
        mlf_buf_puts(buf, ", \"interval\": null");
        return;
    }
    mlf_buf_puts(buf, ", \"interval\": [");
    mlf_json_put_number(buf, rounded(low, 1e4));
    mlf_buf_puts(buf, ", ");
    mlf_json_put_number(buf, rounded(high, 1e4));
    mlf_buf_putc(buf, ']');
}

static void put_kappa(struct mlf_buf *buf, const struct mlf_kappa *kappa)
{
    mlf_buf_printf(buf, ", \"objects\": %zu", kappa->items);
    put_number(buf, "agreement", kappa->agreement);
    put_number(buf, "chance", kappa->chance);
    put_number(buf, "kappa", kappa->kappa);
    put_number(buf, "error", kappa->error);
    put_interval(buf, kappa->low, kappa->high);
}

static void put_matrix(struct mlf_buf *buf, const double *numbers, size_t n)
{
    for (size_t i = 0; i < n * n; i++) {
        mlf_buf_puts(buf, i == 0 ? "[[" : i % n == 0 ? "], [" : ", ");
        mlf_json_put_number(buf, rounded(numbers[i], 1e4));
    }
    mlf_buf_puts(buf, "]]");
}

static void put_reviewer(const struct mlf_reviewers *r, size_t place, struct mlf_buf *buf)
{
    const struct mlf_reviewer *it = &r->items[place];
    const struct mlf_dawid_skene *model = &r->weights->model;
    mlf_buf_puts(buf, place ? ",\n  {\"by\": " : "\n  {\"by\": ");
    mlf_json_put_string(buf, name_of(r, place));
    mlf_buf_printf(buf, ", \"supervisor\": %s, \"objects\": %zu, \"decisions\": %zu, \"verdicts\": {",
                   is_supervisor(r, place) ? "true" : "false", it->looked, it->decisions);
    for (int k = 0; k <= MLF_BOXED; k++)
        mlf_buf_printf(buf, "%s\"%s\": %zu", k ? ", " : "", mlf_verdict_names[k], it->verdicts[k]);
    mlf_buf_printf(buf, "}, \"settled\": {\"objects\": %zu, \"same\": %zu", it->settled, it->same);
    put_number(buf, "share", share(it->same, it->settled));
    put_interval(buf, it->low, it->high);
    mlf_buf_puts(buf, "}, \"honeypots\": ");
    if (it->recall.planted)
        mlf_honeypot_recall_put(&it->recall, buf);
    else
        mlf_buf_puts(buf, "null");
    if (!is_supervisor(r, place)) {
        put_number(buf, "sensitivity", r->weights->of[it->number].sensitivity);
        put_number(buf, "specificity", r->weights->of[it->number].specificity);
        put_number(buf, "weight", r->weights->of[it->number].weight);
        mlf_buf_puts(buf, ", \"confusion\": ");
        put_matrix(buf, model->confusion + it->number * model->classes * model->classes, model->classes);
    }
    mlf_buf_putc(buf, '}');
}

static void put_policy(const struct mlf_reviewers *r, struct mlf_buf *buf)
{
    const struct mlf_agreement_policy *policy = r->policy;
    mlf_buf_printf(buf, "{\"agree\": \"%s\", ", agree_names[policy->agree]);
    if (policy->agree != MLF_AGREE_ANY)
        mlf_buf_printf(buf, "\"quorum\": %zu, ", policy->quorum);
    if (policy->agree == MLF_AGREE_WEIGHTED) {
        mlf_buf_puts(buf, "\"sure\": ");
        mlf_json_put_number(buf, policy->sure);
        mlf_buf_puts(buf, ", ");
    }
    mlf_buf_puts(buf, "\"supervisor\": ");
    if (policy->supervisor == MLF_NO_STRING)
        mlf_buf_puts(buf, "null");
    else
        mlf_json_put_string(buf, r->flags->reviewers.items[policy->supervisor]);
    mlf_buf_puts(buf, ", \"coverage\": ");
    mlf_json_put_number(buf, MLF_EXPECTED_COVERAGE);
    mlf_buf_printf(buf, ",\n \"objects\": {\"decided\": %zu, \"conflict\": %zu, \"open\": %zu, \"unsure\": %zu}",
                   r->standing[MLF_DECIDED], r->standing[MLF_CONFLICT], r->standing[MLF_OPEN], r->unsure);
}

void mlf_reviewers_report(const struct mlf_reviewers *r, struct mlf_buf *buf)
{
    const struct mlf_dawid_skene *model = &r->weights->model;
    put_policy(r, buf);
    mlf_buf_puts(buf, ",\n \"reviewers\": [");
    for (size_t k = 0; k < r->n; k++)
        put_reviewer(r, k, buf);
    mlf_buf_puts(buf, "],\n \"pairs\": [");
    for (size_t k = 0; k < r->n_pairs; k++) {
        mlf_buf_puts(buf, k ? ",\n  {\"by\": [" : "\n  {\"by\": [");
        mlf_json_put_string(buf, name_of(r, r->pairs[k].a));
        mlf_buf_puts(buf, ", ");
        mlf_json_put_string(buf, name_of(r, r->pairs[k].b));
        mlf_buf_putc(buf, ']');
        put_kappa(buf, &r->pairs[k].kappa);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_printf(buf, "],\n \"fleiss\": {\"votes\": %zu", r->ratings);
    put_kappa(buf, &r->fleiss);
    mlf_buf_printf(buf, "},\n \"dawid_skene\": {\"objects\": %zu, \"rounds\": %zu, \"converged\": %s, \"shares\": {",
                   model->items, model->rounds, model->still ? "true" : "false");
    for (size_t j = 0; j < model->classes; j++)
        put_number(buf, mlf_reviewer_weights_classes[j], model->share[j]);
    mlf_buf_puts(buf, "}}}\n");
}

/* ---- For people ---- */

static void describe_kappa(struct mlf_buf *buf, const char *what, const struct mlf_kappa *kappa)
{
    if (isnan(kappa->kappa))
        mlf_buf_printf(buf, "%s undefined: all say the same", what);
    else if (isnan(kappa->low))
        mlf_buf_printf(buf, "%s %.2f", what, rounded(kappa->kappa, 100));
    else
        mlf_buf_printf(buf, "%s %.2f (%.2f to %.2f)", what, rounded(kappa->kappa, 100), rounded(kappa->low, 100),
                       rounded(kappa->high, 100));
}

static void describe_reviewer(const struct mlf_reviewers *r, size_t place, struct mlf_buf *buf)
{
    const struct mlf_reviewer *it = &r->items[place];
    const char *name = name_of(r, place);
    mlf_buf_printf(buf, "    %.100s%s: %zu decision%s, %zu object%s looked at", *name ? name : "(no name)",
                   is_supervisor(r, place) ? " (supervisor)" : "", it->decisions, it->decisions == 1 ? "" : "s",
                   it->looked, it->looked == 1 ? "" : "s");
    if (it->settled)
        mlf_buf_printf(buf, ", %.0f%% as decided (%.0f to %.0f%%)", 100 * share(it->same, it->settled), 100 * it->low,
                       100 * it->high);
    if (it->recall.seen)
        mlf_buf_printf(buf, ", %zu of %zu honeypots found (%.0f to %.0f%%)", it->recall.found, it->recall.seen,
                       100 * it->recall.low, 100 * it->recall.high);
}

static void describe_pair(const struct mlf_reviewers *r, const struct mlf_reviewer_pair *pair, struct mlf_buf *buf)
{
    const char *a = name_of(r, pair->a), *b = name_of(r, pair->b);
    mlf_buf_printf(buf, "    %.100s and %.100s: alike on %.0f%% of %zu, ", *a ? a : "(no name)", *b ? b : "(no name)",
                   100 * pair->kappa.agreement, pair->kappa.items);
    describe_kappa(buf, "Cohen's kappa", &pair->kappa);
}

/* Says what is in the buffer, and empties it. */
static int say_line(struct mlf_buf *buf, void (*say)(const char *line), struct mlf_err *err)
{
    if (mlf_buf_check(buf, err))
        return -1;
    say(buf->data);
    mlf_buf_clear(buf);
    return 0;
}

int mlf_reviewers_say(const struct mlf_reviewers *r, void (*say)(const char *line), struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    mlf_buf_printf(&buf, "%zu reviewers", r->n);
    if (r->fleiss.items == 0)
        mlf_buf_puts(&buf, ", who have no object in common");
    else
        describe_kappa(&buf, ": Fleiss' kappa", &r->fleiss);
    int result = say_line(&buf, say, err);
    for (size_t k = 0; k < r->n && k < LINES && result == 0; k++) {
        describe_reviewer(r, k, &buf);
        result = say_line(&buf, say, err);
    }
    for (size_t k = 0; k < r->n_pairs && k < LINES && result == 0; k++) {
        describe_pair(r, &r->pairs[k], &buf);
        result = say_line(&buf, say, err);
    }
    if (result == 0 && (r->n > LINES || r->n_pairs > LINES))
        say("    and more: see --agreement");
    mlf_buf_free(&buf);
    return result;
}
