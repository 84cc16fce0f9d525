/* The groups of a set of sheets: which records share a heading, in which order they
 * stand, and which crops are typical of the group. */
#ifndef MLFIX_SHEET_SHEET_GROUPS_H
#define MLFIX_SHEET_SHEET_GROUPS_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_expected;
struct mlf_expected_records;
struct mlf_records;
struct mlf_sheet_group;
struct mlf_sheet_groups;
struct mlf_sheets;

/* Groups the records. `fold` (may be NULL) names a field: records of a group that have
 * the same value of it, the same label, the same suggestion and the same doubt then share
 * one cell, which shows the one with the largest box and stands where the first of them
 * would. Records without the field have cells of their own. With `tracks` those that have a
 * track share one cell, whatever their labels, in the group of most of them and in order of
 * their frames; `fold` is for the others. Freed by
 * mlf_sheet_groups_free; nothing is left to free after an error. */
int mlf_sheet_groups_make(const struct mlf_records *records, const char *fold, int tracks,
                          struct mlf_sheet_groups *groups, struct mlf_err *err);

void mlf_sheet_groups_free(struct mlf_sheet_groups *groups);

/* Adds the records of the n cells from `first` on to `to`, planted ones (honeypots.h) aside, and their number to
 * *crops. How many of them have `wrong`; -1 and an error. */
int mlf_sheet_groups_gather(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t first,
                            size_t n, struct mlf_expected_records *to, size_t *crops, struct mlf_err *err);

/* How many wrong labels these cells are expected to hold; the result is as above. */
int mlf_sheet_groups_expect(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t first,
                            size_t n, struct mlf_expected *expected, struct mlf_err *err);

/* Appends how many labels of a group are expected to be wrong, in words: "12 to 39". */
void mlf_sheet_groups_put_wrong(const struct mlf_sheet_group *group, struct mlf_buf *buf);

/* Whether this cell and the next one show a pair of look-alikes with different labels
 * (`lookalike`). */
int mlf_sheet_groups_begin_pair(const struct mlf_sheets *sheets, size_t cell);

#endif
