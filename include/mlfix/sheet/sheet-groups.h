/* The groups of a set of sheets: which records share a heading, in which order they
 * stand, and which crops are typical of the group. */
#ifndef MLFIX_SHEET_SHEET_GROUPS_H
#define MLFIX_SHEET_SHEET_GROUPS_H

#include <stddef.h>

struct mlf_err;
struct mlf_records;
struct mlf_sheet_groups;
struct mlf_sheets;

/* Groups the records. `fold` (may be NULL) names a field: records of a group that have
 * the same value of it, the same label, the same suggestion and the same doubt then share
 * one cell, which shows the one with the largest box and stands where the first of them
 * would. Records without the field have cells of their own. Freed by
 * mlf_sheet_groups_free; nothing is left to free after an error. */
int mlf_sheet_groups_make(const struct mlf_records *records, const char *fold, struct mlf_sheet_groups *groups,
                          struct mlf_err *err);

void mlf_sheet_groups_free(struct mlf_sheet_groups *groups);

/* Whether this cell and the next one show a pair of look-alikes with different labels
 * (`lookalike`). */
int mlf_sheet_groups_begin_pair(const struct mlf_sheets *sheets, size_t cell);

#endif
