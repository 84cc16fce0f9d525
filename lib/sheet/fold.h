/* Crops that share a cell. */
#ifndef MLFIX_SHEET_FOLD_H
#define MLFIX_SHEET_FOLD_H

struct mlf_err;
struct mlf_records;
struct mlf_sheet_groups;

/* That folding alone: groups have their cells when it begins, a record each. */
int mlf_fold_groups(const struct mlf_records *records, const char *field, struct mlf_sheet_groups *groups,
                    struct mlf_err *err);

#endif
