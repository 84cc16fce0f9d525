/* The groups of a set of sheets: which records share a heading, and in which order they
 * stand. */
#ifndef MLFIX_SHEET_SHEET_GROUPS_H
#define MLFIX_SHEET_SHEET_GROUPS_H

#include <stddef.h>

struct mlf_err;
struct mlf_records;
struct mlf_sheet_groups;
struct mlf_sheets;

/* With `fold`, the records of a group that have the same value of this field,
 * the same label, the same suggestion and the same doubt share the cell of the
 * first of them; the largest box is shown. Those without the field stand alone. */
int mlf_sheet_groups_make(const struct mlf_records *records, const char *fold, struct mlf_sheet_groups *groups,
                          struct mlf_err *err);

/* That folding alone: groups have their cells when it begins, a record each. */
void mlf_sheet_groups_free(struct mlf_sheet_groups *groups);

/* Whether the cell and the next one show look-alikes with different labels
 * (`lookalike`). */
int mlf_sheet_begins_pair(const struct mlf_sheets *sheets, size_t cell);

#endif
