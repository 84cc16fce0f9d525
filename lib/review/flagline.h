/* One line of a flag file, understood: private to the review room. */
#ifndef MLFIX_REVIEW_FLAGLINE_H
#define MLFIX_REVIEW_FLAGLINE_H

#include <stddef.h>

#include "mlfix/flags.h"
#include "mlfix/targets.h"

struct mlf_err;

struct mlf_flagline {
    enum mlf_verdict verdict;
    char *label, *was, *by, *at, *note; /* owned; NULL where absent */
    double bbox[4];
    int has_bbox;
    size_t *targets; /* the objects it names */
    size_t n, capacity;
    const struct mlf_sheet *all; /* "all": the cells of this sheet that no other line names */
    unsigned is_ledger : 1;      /* the first line of a ledger: the others are to be read as one */
    unsigned is_gone : 1;        /* a ledger's line about an object that is not among the targets */
};

struct mlf_looks;

/* Both keep the memory of `line->targets` from call to call. -1 and a sentence
 * without file and line where the line is wrong. */

/* `text` has neither blanks around it nor a newline, and is no blank line nor a
 * comment. */
int mlf_flagline_text(struct mlf_flagline *line, const struct mlf_targets *targets, const char *text,
                      struct mlf_err *err);
int mlf_flagline_json(struct mlf_flagline *line, const struct mlf_targets *targets, const char *text,
                      struct mlf_err *err);

/* A line of a ledger, which names its object by what it was and is. */
int mlf_flagline_ledger(struct mlf_flagline *line, const struct mlf_targets *targets, struct mlf_looks *looks,
                        const char *text, struct mlf_err *err);

int mlf_flagline_add(struct mlf_flagline *line, size_t target, struct mlf_err *err);

/* The n objects that share a cell. */
int mlf_flagline_add_cell(struct mlf_flagline *line, const struct mlf_cell *cell, size_t n, struct mlf_err *err);

/* The object called so, taken in; or the sentence that there is none. */
int mlf_flagline_name(struct mlf_flagline *line, const struct mlf_targets *targets, const char *name,
                      struct mlf_err *err);

/* Forgets what a line said. */
void mlf_flagline_clear(struct mlf_flagline *line);
void mlf_flagline_free(struct mlf_flagline *line);

#endif
