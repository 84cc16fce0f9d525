/* A statement on a dataset's labels, for those who use it: how many of them are
 * wrong, class by class, how that is known, and who looked at what. */
#ifndef MLFIX_GATE_STATEMENT_H
#define MLFIX_GATE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"
#include "mlfix/numeric/expected.h"

struct mlf_err;
struct mlf_flags;
struct mlf_gate;

/* What people decided on some objects. */
struct mlf_statement_decisions {
    size_t right;      /* ok, or a relabel that is carried out already */
    size_t relabelled; /* to be carried out */
    size_t removed;    /* likewise */
    size_t wrong;      /* the label is wrong, and which is right is to be decided */
    size_t boxed;      /* the label is right, the box is not */
    size_t open;       /* unsure, or two reviewers differ: nothing is decided */
};

struct mlf_statement_class {
    size_t objects;
    size_t doubted; /* mlfix-rank suspects the label */
    struct mlf_statement_decisions decided;
    size_t judged;             /* of those on which nothing is decided: the records with `wrong` */
    size_t silent;             /* of those: the others, of which nothing is known */
    struct mlf_expected wrong; /* labels among the judged, and decided.wrong more */
};

struct mlf_statement_reviewer {
    size_t name; /* number in `names` */
    struct mlf_statement_decisions decided;
    const char *first, *last; /* the least and the largest `at`; NULL where none is given */
};

struct mlf_statement {
    struct mlf_string_set labels;        /* those of the records; a record without a label is of the class "" */
    struct mlf_statement_class *classes; /* by number of the label */
    size_t class_capacity;
    struct mlf_statement_class all;
    struct mlf_string_set names;
    struct mlf_statement_reviewer *reviewers;
    size_t reviewer_capacity;
    size_t unreadable; /* records with `error` */
    size_t of_sets;    /* records about labels of photos that may have several: how many are wrong is not estimated */
    size_t photos;
    size_t reviewed_doubts; /* doubted ones on which something is decided */
    uint64_t print;         /* of ids, labels and boxes in whatever order: what the statement is about */
};

/* Counts. flag_of: of each record of the gate its flag's number + 1, or 0 (NULL,
 * with flags NULL: there was no review). Objects of one `cluster` and label are
 * taken to be wrong together. Zero-initialised, freed also after a failure. */
int mlf_statement_make(struct mlf_statement *statement, const struct mlf_gate *gate, const struct mlf_flags *flags,
                       const size_t *flag_of, struct mlf_err *err);

void mlf_statement_free(struct mlf_statement *statement);

#endif
