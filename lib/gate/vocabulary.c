#include "mlfix/gate/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "expected-rule.h"
#include "mlfix/base/err.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/gate/findings.h"
#include "mlfix/record/known-fields.h"
#include "mlfix/record/record.h"

/* ---- Issues ---- */

static int is_declared(const struct mlf_string_set *declared, const char *name)
{
    return mlf_string_set_find(declared, name) != MLF_NO_STRING;
}

static void offer_issues(const struct mlf_gate *gate, struct mlf_nearest *nearest)
{
    for (size_t i = 0; i < mlf_known_issues_n; i++)
        mlf_nearest_offer(nearest, mlf_known_issues[i]);
    for (size_t i = 0; i < gate->own_issues.n; i++)
        mlf_nearest_offer(nearest, gate->own_issues.items[i]);
}

int mlf_gate_check_issue(const struct mlf_gate *gate, const char *issue, struct mlf_err *err)
{
    struct mlf_nearest nearest;
    if (mlf_known_issue(issue) || is_declared(&gate->own_issues, issue))
        return 0;
    mlf_nearest_begin(&nearest, issue);
    offer_issues(gate, &nearest);
    const char *near = mlf_nearest_found(&nearest);
    return mlf_fail(err, "there is no issue '%.200s'%s%.200s%s", issue, near ? ", did you mean '" : "",
                    near ? near : "",
                    near ? "'? (--issue declares one of your own)" : ": --issue declares one of your own");
}

int mlf_gate_take_issue(struct mlf_gate *gate, const char *issue, struct mlf_err *err)
{
    struct mlf_nearest nearest;
    if (strcmp(issue, "error") == 0 || mlf_known_issue(issue) || is_declared(&gate->own_issues, issue) ||
        is_declared(&gate->undeclared, issue))
        return 0;
    mlf_nearest_begin(&nearest, issue);
    offer_issues(gate, &nearest);
    return mlf_nearest_found(&nearest) ? mlf_gate_check_issue(gate, issue, err)
                                       : mlf_string_set_add(&gate->undeclared, issue, NULL, NULL, err);
}

int mlf_gate_check_rules(const struct mlf_gate *gate, struct mlf_err *err)
{
    for (size_t r = 0; r < gate->n_rules; r++) {
        const struct mlf_gate_rule *rule = &gate->rules[r];
        if (strcmp(rule->issue, "any") != 0 && strcmp(rule->issue, "error") != 0 && !mlf_gate_is_expected(gate, rule) &&
            mlf_gate_check_issue(gate, rule->issue, err))
            return mlf_fail_at(err, "%s: '%s'", rule->place, rule->text);
    }
    return 0;
}

/* ---- Labels ---- */

/* Offers the labels of the records; `labels` keeps them. */
static int offer_labels(const struct mlf_gate *gate, struct mlf_string_set *labels, struct mlf_nearest *nearest,
                        struct mlf_err *err)
{
    for (size_t i = 0; i < gate->records.n; i++) {
        char *label = mlf_record_string(&gate->records.items[i], "label", NULL);
        int failed = label && mlf_string_set_add(labels, label, NULL, NULL, err);
        free(label);
        if (failed)
            return -1;
    }
    for (size_t i = 0; i < labels->n; i++)
        mlf_nearest_offer(nearest, labels->items[i]);
    return 0;
}

static int fail_label(const struct mlf_gate *gate, const struct mlf_gate_rule *rule, struct mlf_err *err)
{
    struct mlf_string_set labels = {0};
    struct mlf_nearest nearest;
    mlf_nearest_begin(&nearest, rule->label);
    if (offer_labels(gate, &labels, &nearest, err) == 0) {
        const char *near = mlf_nearest_found(&nearest);
        mlf_fail(err, "%s: '%s': no record has the label '%.200s'%s%.200s%s", rule->place, rule->text, rule->label,
                 near ? ", did you mean '" : "", near ? near : "",
                 near ? "'? (--label declares one that may be absent)" : ": --label declares one that may be absent");
    }
    mlf_string_set_free(&labels);
    return -1;
}

int mlf_gate_check_labels(const struct mlf_gate *gate, struct mlf_err *err)
{
    for (size_t r = 0; r < gate->n_rules; r++) {
        const struct mlf_gate_rule *rule = &gate->rules[r];
        if (rule->label && rule->of == 0 && !is_declared(&gate->own_labels, rule->label))
            return fail_label(gate, rule, err);
    }
    return 0;
}
