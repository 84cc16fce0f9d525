/* Crops that share a cell, because they show nearly the same. */
#ifndef MLFIX_SHEET_FOLD_H
#define MLFIX_SHEET_FOLD_H

struct mlf_err;
struct mlf_records;
struct mlf_sheet_groups;

/* Folds groups in which every record has a cell of its own, by the value of the field
 * (NULL: none), and by track (see mlf_sheet_groups_make). */
int mlf_fold_groups(const struct mlf_records *records, const char *field, int tracks, struct mlf_sheet_groups *groups,
                    struct mlf_err *err);

#endif
