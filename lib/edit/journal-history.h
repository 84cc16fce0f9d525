/* What earlier runs did to a dataset, as far as it still stands. */
#ifndef MLFIX_EDIT_JOURNAL_HISTORY_H
#define MLFIX_EDIT_JOURNAL_HISTORY_H

struct mlf_buf;
struct mlf_err;
struct mlf_string_set;

/* Puts a decision as a text into `buf`: the object's id; its label and box as the dataset
 * gave them before; `how`, "mark" for an object that was marked, else ""; the new label
 * and the new box, as the record gives it. Two decisions are the same where their texts
 * are equal. Labels and boxes may be NULL. */
int mlf_journal_history_describe(struct mlf_buf *buf, const char *id, const char *label, const double *bbox,
                                 const char *how, const char *new_label, const double *new_bbox, struct mlf_err *err);

/* Adds to `done` the texts of all decisions in the journals of the dataset at `root` that
 * were not undone, and whose file still has the contents that the last journal left. About
 * a file that somebody else has changed or restored nothing is known. */
int mlf_journal_history_read(const char *root, struct mlf_string_set *done, struct mlf_err *err);

#endif
