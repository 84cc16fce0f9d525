/* The gate of mlfix-check(1): findings are counted against a policy. */
#ifndef MLFIX_GATE_GATE_H
#define MLFIX_GATE_GATE_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/record/records.h"

struct mlf_err;
struct mlf_record;

/* One issue of one record. Texts belong to the gate's set of texts. */
struct mlf_gate_finding {
    size_t record;     /* its number in the stream, from 0 */
    const char *issue; /* an entry of `issues`; "error" for a record that has an error and no issue */
    const char *label; /* NULL: none */
    uint64_t print;    /* the same for the same finding in another run, see mlf_gate_print */
    int known;         /* the ratchet's older run has it */
    int counted;       /* by a rule that is broken */
    size_t line;       /* in source.file, from 1; 0 where that is not known */
    size_t column;     /* characters, from 1 */
};

/* "ISSUE=N", "ISSUE=N%", "ISSUE:LABEL=N": at most so many findings, or percent of
 * the records (of that label). ISSUE may be "any". */
struct mlf_gate_rule {
    char *text;  /* as it was written */
    char *place; /* where: "--max", or file:line */
    char *issue; /* "any": all of them */
    char *label; /* NULL: any */
    double limit;
    int percent;
    size_t found, of; /* findings, and records they are a share of */
    int broken;
};

struct mlf_gate {
    struct mlf_gate_rule *rules;
    size_t n_rules, rule_capacity;
    struct mlf_records records;
    struct mlf_gate_finding *findings; /* in the order of the records, without those that were confirmed */
    size_t n, capacity;
    size_t confirmed; /* findings left out on a reviewer's word */
    size_t known;     /* findings that the older run has */
    int ratchet;      /* only findings that it has not count */
    struct mlf_string_set texts;
    struct mlf_string_set own_issues; /* declared by the user, beside the contract's */
    struct mlf_string_set own_labels; /* declared: a rule may name them although no record has them */
};

/* Reads one rule; the error says what is wrong with it. `place` says where it was written. */
int mlf_gate_rule(struct mlf_gate *gate, const char *text, const char *place, struct mlf_err *err);

/* Reads rules from a file, one a line, and the declarations "issue NAME" and "label NAME"; blank lines
 * and what follows '#' are passed over. A file without any rule is an error. */
int mlf_gate_policy(struct mlf_gate *gate, const char *path, struct mlf_err *err);

/* Takes the findings out of gate->records, less those whose object has the
 * verdict "ok" in confirmed[record] (may be NULL). */
int mlf_gate_find(struct mlf_gate *gate, const unsigned char *confirmed, struct mlf_err *err);

/* What is the same when an object's neighbours come and go: a checksum of the
 * issue, the label, the box in whole pixels, and the id as far as it is no
 * position in a file (up to its last '#'). */
uint64_t mlf_gate_print(const struct mlf_record *record, const char *issue, const char *label);

/* Marks the findings that an older stream of records has as well; each of its
 * findings stands for one. */
int mlf_gate_ratchet(struct mlf_gate *gate, const char *path, struct mlf_err *err);

/* Counts; 1 when the gate is shut, 0 when it is open. */
int mlf_gate_judge(struct mlf_gate *gate, struct mlf_err *err);

void mlf_gate_free(struct mlf_gate *gate);

int mlf_gate_speaks_of(const struct mlf_gate_rule *rule, const struct mlf_gate_finding *finding);

#endif
