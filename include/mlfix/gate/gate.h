/* The gate of mlfix-check(1): findings are counted against a policy. */
#ifndef MLFIX_GATE_GATE_H
#define MLFIX_GATE_GATE_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_gate;
struct mlf_gate_finding;
struct mlf_gate_rule;
struct mlf_record;

/* Reads one rule; the error says what is wrong with it. `place` says where it was written. */
int mlf_gate_rule(struct mlf_gate *gate, const char *text, const char *place, struct mlf_err *err);

/* Reads rules from a file, one a line, and the declarations "issue NAME" and "label NAME"; blank lines
 * and what follows '#' are passed over. A file without any rule is an error. */
int mlf_gate_policy(struct mlf_gate *gate, const char *path, struct mlf_err *err);

/* Takes the findings out of gate->records. said[record] (enum mlf_gate_said) is what people
 * said, NULL: nothing. What they said to be right has no findings; what they said to be wrong
 * has the issue "label" whatever the record says. */
int mlf_gate_find(struct mlf_gate *gate, const unsigned char *said, struct mlf_err *err);

/* What is the same when an object's neighbours come and go: a checksum of the
 * issue, the label, the box in whole pixels, and the id as far as it is no
 * position in a file (up to its last '#'). */
uint64_t mlf_gate_print(const struct mlf_record *record, const char *issue, const char *label);

/* Marks the findings that an older stream of records has as well; each of its
 * findings stands for one. */
int mlf_gate_ratchet(struct mlf_gate *gate, const char *path, struct mlf_err *err);

/* Counts; 1 when the gate is shut, 0 when it is open, -1 and an error. */
int mlf_gate_judge(struct mlf_gate *gate, struct mlf_err *err);

void mlf_gate_free(struct mlf_gate *gate);

int mlf_gate_speaks_of(const struct mlf_gate_rule *rule, const struct mlf_gate_finding *finding);

#endif
