/* The ledger of a dataset: every decision that was carried into it, who made it
 * and when, what the object was before and is now. A file of JSON Lines that
 * only grows and is made to be kept under version control with the dataset:
 * mlfix-flags(5) is the contract. Its first line says what it is; each other one
 * is also a line of a flag file (flags.h reads a ledger as such, the last word
 * on an object counting). */
#ifndef MLFIX_EDIT_LEDGER_H
#define MLFIX_EDIT_LEDGER_H

#include <stddef.h>

struct mlf_buf;
struct mlf_edits;
struct mlf_err;
struct mlf_plan;

/* The highest number of a journal that the ledger names, 0 where there is none:
 * journals may be missing where the ledger came from elsewhere, and a new one must
 * not be taken for one of those. */
int mlf_ledger_journals(const char *root, unsigned *highest, struct mlf_err *err);

/* Appends to `lines` what the plan's decisions add to the ledger below `root`, and
 * to *n how many they are. Conflicts and open objects are no decisions; what the ledger says
 * already, by the same reviewer and with nothing said since, is not said again.
 * `journal` is the name of the journal with which the change can be taken back
 * (mlf_journal_next), for the decisions that change something. */
int mlf_ledger_add_plan(const char *root, const struct mlf_plan *plan, const char *journal, struct mlf_buf *lines,
                        size_t *n, struct mlf_err *err);

/* The same for a journal that is about to be taken back: its decisions are undone,
 * or, where it took back an earlier one itself, hold again. `path` is that
 * journal, `next` the name of the one that will tell of the undoing, `by` who takes
 * it back (may be NULL). */
int mlf_ledger_add_undo(const char *root, const char *path, const char *next, const char *by, struct mlf_buf *lines,
                        struct mlf_err *err);

/* What a journal that takes back `path` keeps as notes, so that it can be followed. */
void mlf_ledger_note_undo(const char *path, struct mlf_buf *notes);

/* Adds the edit that puts the lines at the end of the ledger, so that they appear
 * with all other changes of a mlf_journal_write or not at all. A ledger that is
 * not there yet is begun. */
int mlf_ledger_edit(const char *root, const struct mlf_buf *lines, struct mlf_edits *edits, struct mlf_err *err);

/* Puts the lines there at once, where nothing else changes. */
int mlf_ledger_append(const char *root, const struct mlf_buf *lines, struct mlf_err *err);

/* Removes a ledger that was only begun: after a change that did not come about. */
void mlf_ledger_drop_begun(const char *root);

/* Copies the ledger below `from`, where there is one, to the folder below `to`. */
int mlf_ledger_copy(const char *from, const char *to, struct mlf_err *err);

#endif
