/* One line of a ledger, understood. */
#ifndef MLFIX_FLAGS_LEDGER_LINE_H
#define MLFIX_FLAGS_LEDGER_LINE_H

#include <jansson.h>
#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_record;
struct mlf_targets;

/* Texts are owned, NULL where absent. */
struct mlf_ledger_line {
    char *id, *verdict, *label, *label_was, *action, *file, *by, *at, *written, *journal, *sheet, *cell;
    double was[4], now[4]; /* the box as records have it, before and after */
    int has_box;
    double given_was[4], given_now[4]; /* the same as the dataset has it */
    int undone;                        /* it takes an earlier one back */
};

/* Four numbers of an array: 1, or 0 where it is none. */
int mlf_ledger_line_four(const json_t *array, double numbers[4]);

/* Whether the line is a ledger's first one. */
int mlf_ledger_line_is_head(const struct mlf_record *record);

/* Takes a line apart. Errors: a field of another type. The decision is freed also
 * after a failure. */
int mlf_ledger_line_parse(struct mlf_ledger_line *decision, const struct mlf_record *record, struct mlf_err *err);
void mlf_ledger_line_free(struct mlf_ledger_line *decision);

/* The object's label once the decision is carried out, and before; NULL: it has
 * none. Of one that is undone, `label` is what the object had become. */
const char *mlf_ledger_line_label(const struct mlf_ledger_line *decision);
const char *mlf_ledger_line_label_before(const struct mlf_ledger_line *decision);

/* Calls take() with each decision of the ledger below `root`, in its order, with
 * the text of its line; a ledger that is not there has none. */
int mlf_ledger_line_walk(const char *root,
                         int (*take)(void *context, const struct mlf_ledger_line *decision,
                                     const struct mlf_record *record, struct mlf_err *err),
                         void *context, struct mlf_err *err);

/* Targets by what they look like: file, box and label (mlf_object_describe), the box
 * as records have it. Zero-initialise. */
struct mlf_target_looks {
    struct mlf_string_set texts;
    size_t *target; /* by number of the text: the first such target */
    size_t capacity;
    int made;
};

/* The target that a decision is about: as it was before it or as it is after it.
 * MLF_NO_STRING where there is none, or it has changed since. -1 on error. */
int mlf_ledger_line_find(const struct mlf_ledger_line *decision, const struct mlf_targets *targets,
                         struct mlf_target_looks *looks, size_t *target, struct mlf_err *err);
void mlf_target_looks_free(struct mlf_target_looks *looks);

#endif
