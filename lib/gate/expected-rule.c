#include "expected-rule.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/gate/findings.h"
#include "mlfix/numeric/expected-records.h"
#include "mlfix/record/record.h"

static const char by_low[] = "wrong", by_high[] = "wrong-high";

int mlf_gate_is_expected(const struct mlf_gate *gate, const struct mlf_gate_rule *rule)
{
    return (strcmp(rule->issue, by_low) == 0 || strcmp(rule->issue, by_high) == 0) &&
           mlf_string_set_find(&gate->own_issues, rule->issue) == MLF_NO_STRING;
}

static int is_about(const struct mlf_gate_rule *rule, const struct mlf_record *record)
{
    char *label = rule->label ? mlf_record_string(record, "label", NULL) : NULL;
    int result = !rule->label || (label && strcmp(label, rule->label) == 0);
    free(label);
    return result;
}

int mlf_gate_expect(const struct mlf_gate *gate, struct mlf_gate_rule *rule, struct mlf_err *err)
{
    const struct mlf_expected_doubt *doubt = rule->label ? &mlf_expected_of_part : &mlf_expected_of_all;
    struct mlf_expected_records open = {0};
    struct mlf_expected expected;
    size_t wrong = 0, about = 0, sets = 0;
    int result = -1;
    rule->of = 0;
    for (size_t i = 0; i < gate->records.n; i++) {
        const struct mlf_record *record = &gate->records.items[i];
        int said = gate->said ? gate->said[i] : MLF_GATE_UNSAID;
        if (!is_about(rule, record))
            continue;
        about++;
        sets += (size_t)mlf_record_of_set(record);
        wrong += said == MLF_GATE_SAID_WRONG;
        int known = said != MLF_GATE_UNSAID ? 1 : mlf_expected_records_add(&open, record, err);
        if (known < 0)
            goto done;
        rule->of += (size_t)known;
    }
    if (sets > 0 && rule->of == 0) {
        mlf_fail(err,
                 "%s: '%s': of photos with sets of labels it is not estimated how many are wrong: 'label' and "
                 "'label-omitted' are the rules for what is doubted and what seems to be missing",
                 rule->place, rule->text);
        goto done;
    }
    if (about > 0 && rule->of == 0) {
        mlf_fail(err, "%s: '%s': no record%s%s has 'wrong', which mlfix-rank writes by the vectors", rule->place,
                 rule->text, rule->label ? " of " : "", rule->label ? rule->label : "");
        goto done;
    }
    if (mlf_expected_records_read(&open, doubt, &expected, err))
        goto done;
    rule->found = wrong + (size_t)(strcmp(rule->issue, by_low) == 0 ? expected.low : expected.high);
    result = 0;
done:
    mlf_expected_records_free(&open);
    return result;
}
