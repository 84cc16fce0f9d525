/* The lines of a dataset's ledger (mlfix-flags(5)): one decision each, with the object as
 * it was before and as it is after; and finding that object among the targets. */
#ifndef MLFIX_FLAGS_LEDGER_LINE_H
#define MLFIX_FLAGS_LEDGER_LINE_H

#include <jansson.h>
#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_record;
struct mlf_targets;

/* Texts are owned, and NULL where the line lacks them. */
struct mlf_ledger_line {
    char *id, *verdict, *label, *label_was, *action, *file, *by, *at, *written, *journal, *sheet, *cell;
    double was[4], now[4]; /* the box before and after, as records give it */
    int has_box;
    double given_was[4], given_now[4]; /* the same, as the dataset gives it */
    int undone;                        /* the line takes an earlier decision back */
};

/* Whether the record is the first line of a ledger, which holds no decision. */
int mlf_ledger_line_is_head(const struct mlf_record *record);

/* Takes a line apart; an error where a field has the wrong type. Freed by
 * mlf_ledger_line_free, also after an error. */
int mlf_ledger_line_parse(struct mlf_ledger_line *line, const struct mlf_record *record, struct mlf_err *err);
void mlf_ledger_line_free(struct mlf_ledger_line *line);

/* Reads the four numbers of a JSON array. Returns 1, or 0 where it is no such array. */
int mlf_ledger_line_four(const json_t *array, double numbers[4]);

/* The object's label after the decision was carried out, and before; NULL where it has
 * none. For a line that takes a decision back, "after" is the label to which the object
 * returned. */
const char *mlf_ledger_line_label(const struct mlf_ledger_line *line);
const char *mlf_ledger_line_label_before(const struct mlf_ledger_line *line);

/* Calls take() with each decision of the ledger of the dataset at `root`, in its order;
 * `record` is the same line as a record. Nothing is called where there is no ledger.
 * Stops with -1 where take() returns -1 or a line is wrong. */
int mlf_ledger_line_walk(const char *root,
                         int (*take)(void *context, const struct mlf_ledger_line *line, const struct mlf_record *record,
                                     struct mlf_err *err),
                         void *context, struct mlf_err *err);

/* Targets by their looks: file, box as records give it, and label
 * (mlf_object_describe). Zero-initialised; filled when it is first needed. */
struct mlf_target_looks {
    struct mlf_string_set texts;
    size_t *target; /* by number of the text: the first target with these looks */
    size_t capacity;
    int made;
};

/* Finds the target that a line is about: the one that looks as the object did before or
 * after the decision, by its id, or by its looks where ids may have changed. *target is
 * MLF_NO_STRING where there is none, or it has been changed since. Returns 0 or -1. */
int mlf_ledger_line_find(const struct mlf_ledger_line *line, const struct mlf_targets *targets,
                         struct mlf_target_looks *looks, size_t *target, struct mlf_err *err);

void mlf_target_looks_free(struct mlf_target_looks *looks);

#endif
