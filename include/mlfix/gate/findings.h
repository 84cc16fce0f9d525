/* What a gate works with: its rules, the records it looks at, and what it finds in them. */
#ifndef MLFIX_GATE_FINDINGS_H
#define MLFIX_GATE_FINDINGS_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/record/records.h"

/* What people said of a record. */
enum mlf_gate_said {
    MLF_GATE_UNSAID,
    MLF_GATE_SAID_RIGHT,
    MLF_GATE_SAID_WRONG, /* its label is wrong, and stays so until it is decided which is right */
};

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
 * the records (of that label). ISSUE may be "any"; "wrong" and "wrong-high" are about the number of wrong
 * labels that is stated, by its lower and its upper end. */
struct mlf_gate_rule {
    char *text;  /* as it was written */
    char *place; /* where: "--max", or file:line */
    char *issue; /* "any": all of them */
    char *label; /* NULL: any */
    double limit;
    int percent;
    size_t found, of; /* findings, or labels expected to be wrong; and records they are a share of */
    int expected;     /* the rule is about the latter */
    int broken;
};

struct mlf_gate {
    struct mlf_gate_rule *rules;
    size_t n_rules, rule_capacity;
    struct mlf_records records;
    struct mlf_gate_finding *findings; /* in the order of the records, without those that were confirmed */
    size_t n, capacity;
    unsigned char *said; /* of each record: what people said, as given to mlf_gate_find; NULL: nothing */
    size_t confirmed;    /* findings left out on a reviewer's word */
    size_t known;        /* findings that the older run has */
    int ratchet;         /* only findings that it has not count */
    struct mlf_string_set texts;
    struct mlf_string_set own_issues; /* declared by the user, beside the contract's */
    struct mlf_string_set undeclared; /* issues that records have and nobody declared */
    struct mlf_string_set own_labels; /* declared: a rule may name them although no record has them */
};

#endif
