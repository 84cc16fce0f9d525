/* Rules about how many labels are expected to be wrong, not about findings. */
#ifndef MLFIX_GATE_EXPECTED_RULE_H
#define MLFIX_GATE_EXPECTED_RULE_H

struct mlf_err;
struct mlf_gate;
struct mlf_gate_rule;

/* Whether the rule is one of these: "wrong" goes by the lower end of the interval, so that it is broken only where more
 * labels are wrong even if the estimate is too high; "wrong-high" by the upper end. An issue that the user declared
 * under such a name is an issue. */
int mlf_gate_is_expected(const struct mlf_gate *gate, const struct mlf_gate_rule *rule);

/* Fills rule->found and, with the records for which a number is stated or something was decided, rule->of. What
 * people confirmed is right, and what they found wrong is wrong. */
int mlf_gate_expect(const struct mlf_gate *gate, struct mlf_gate_rule *rule, struct mlf_err *err);

#endif
