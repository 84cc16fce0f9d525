/* Which issues and labels a gate's rules may name: a rule about a name that nothing has holds always, and
 * a slip of the pen would keep the gate open for ever. */
#ifndef MLFIX_GATE_VOCABULARY_H
#define MLFIX_GATE_VOCABULARY_H

struct mlf_err;
struct mlf_gate;

/* An issue of a record: one of the contract (known-fields.h) or a declared one. The error names the
 * nearest. */
int mlf_gate_check_issue(const struct mlf_gate *gate, const char *issue, struct mlf_err *err);

/* The same for an issue that a record has: one that is nearly the same as a known one is a slip and an
 * error, any other may be the user's own and is kept in gate->undeclared. */
int mlf_gate_take_issue(struct mlf_gate *gate, const char *issue, struct mlf_err *err);

/* Each rule's issue, once all rules and declarations are read: as above, or "error" or "any". */
int mlf_gate_check_rules(const struct mlf_gate *gate, struct mlf_err *err);

/* Each rule's label, after mlf_gate_judge: a record has it, or it is declared. */
int mlf_gate_check_labels(const struct mlf_gate *gate, struct mlf_err *err);

#endif
