/* How a dataset was understood, for people who wonder. */
#ifndef MLFIX_DATASET_EXPLAIN_H
#define MLFIX_DATASET_EXPLAIN_H

struct mlf_buf;
struct mlf_dataset;
struct mlf_driver;
struct mlf_err;
struct mlf_hints;
struct mlf_objects;

/* Puts what each format that is possible says to the dataset, a line each: how sure it is, and by which file. */
int mlf_explain_claims(const char *path, const struct mlf_hints *hints, struct mlf_buf *buf, struct mlf_err *err);

/* Puts what the dataset was taken for and by which file, where its photos are, what was read and what was left unread,
 * and what can be edited. */
int mlf_explain_dataset(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_buf *buf,
                        struct mlf_err *err);

/* "labels, boxes, marks, removal": what mlfix-apply can change in the format, "nothing" where it only reads it. */
void mlf_explain_edits(const struct mlf_driver *driver, struct mlf_buf *buf);

#endif
