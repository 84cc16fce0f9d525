/* The ledger of a dataset: every decision that was carried into it, who made it and when,
 * what the object was before and what it is now. It is a file of JSON Lines that only
 * grows, made to be kept under version control with the dataset; mlfix-flags(5) is the
 * contract. Its first line says what it is; every other one is also a line of a flag
 * file (mlf_flags_read). */
#ifndef MLFIX_EDIT_LEDGER_H
#define MLFIX_EDIT_LEDGER_H

#include <stddef.h>

struct mlf_buf;
struct mlf_edits;
struct mlf_err;
struct mlf_plan;

/* *highest becomes the highest number of a journal that the ledger names, 0 where it names
 * none. A ledger may have come from elsewhere without its journals, and a new journal
 * must not be taken for one of those. */
int mlf_ledger_journals(const char *root, unsigned *highest, struct mlf_err *err);

/* Appends to `lines` what the plan's decisions add to the ledger of the dataset at `root`,
 * and adds their number to *n. Conflicts and open objects are no decisions. What a
 * reviewer has said in the ledger already, with nothing said about the object since, is
 * not repeated. `journal` is the name of the journal by which the change can be taken back
 * (mlf_journal_next); decisions that change something name it. */
int mlf_ledger_add_plan(const char *root, const struct mlf_plan *plan, const char *journal, struct mlf_buf *lines,
                        size_t *n, struct mlf_err *err);

/* The same for a journal that is about to be taken back: its decisions are undone. Where
 * that journal took back an earlier one itself, the earlier decisions hold again. `path`
 * is the journal, `next` the name of the one that will record the undoing, `by` who takes
 * it back (may be NULL). */
int mlf_ledger_add_undo(const char *root, const char *path, const char *next, const char *by, struct mlf_buf *lines,
                        struct mlf_err *err);

/* Appends the note by which a journal says that it takes back the journal `path`. */
void mlf_ledger_note_undo(const char *path, struct mlf_buf *notes);

/* Creates the ledger with its first line where there is none. */
int mlf_ledger_begin(const char *root, struct mlf_err *err);

/* Adds the edit that puts the lines at the end of the ledger, so that they appear together
 * with all other changes of a mlf_commit_write, or not at all. Begins
 * the ledger where there is none. */
int mlf_ledger_edit(const char *root, const struct mlf_buf *lines, struct mlf_edits *edits, struct mlf_err *err);

/* Puts the lines there at once, where nothing else changes. */
int mlf_ledger_append(const char *root, const struct mlf_buf *lines, struct mlf_err *err);

/* Removes a ledger that has only its first line, after a change that failed. */
void mlf_ledger_drop_begun(const char *root);

/* Copies the ledger of the dataset at `from`, if there is one, to that at `to`. */
int mlf_ledger_copy(const char *from, const char *to, struct mlf_err *err);

#endif
