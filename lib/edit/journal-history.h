/* What earlier runs did to a dataset, as far as it still stands. */
#ifndef MLFIX_EDIT_JOURNAL_HISTORY_H
#define MLFIX_EDIT_JOURNAL_HISTORY_H

struct mlf_buf;
struct mlf_err;
struct mlf_string_set;

/* One decision as a text: the object's id, what it looked like (label and box as the dataset gives
 * them), what was to be done: `how` ("mark", else ""), the new label and the new box as the record
 * gives it. Two decisions are the same one when their texts are equal. Labels and boxes may be NULL. */
int mlf_journal_history_describe(struct mlf_buf *buf, const char *id, const char *label, const double *bbox,
                                 const char *how, const char *new_label, const double *new_bbox, struct mlf_err *err);

/* Adds the texts of all decisions that journals below `root` tell of, that were
 * not undone, and whose file still has the contents that the last journal left.
 * Of a file that somebody else changed (or restored) nothing is known. */
int mlf_journal_history_read(const char *root, struct mlf_string_set *done, struct mlf_err *err);

#endif
