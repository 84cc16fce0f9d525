/* Crops of one track share a cell, whatever their labels. */
#ifndef MLFIX_SHEET_TRACK_CELLS_H
#define MLFIX_SHEET_TRACK_CELLS_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;
struct mlf_records;
struct mlf_sheet_groups;
struct mlf_sheets;

/* Moves the records of each track into one group: that of most of them, of equally many the one that came first.
 * group_at[i] is the group of record i, SIZE_MAX where it is not drawn. */
int mlf_track_cells_gather(const struct mlf_records *records, size_t *group_at, struct mlf_err *err);

/* Whether the record is of a track. */
int mlf_track_cells_has(const struct mlf_record *record);

/* Whether two records have the same label, or both none. */
int mlf_track_cells_same_label(const struct mlf_record *a, const struct mlf_record *b);

/* Puts the crops of each cell that has those of a track in order of their frames, fills in groups->usual, and chooses
 * the crop that it shows: the first that is doubted in the order of the records, else the largest of those with the
 * most frequent label. */
int mlf_track_cells_settle(const struct mlf_records *records, struct mlf_sheet_groups *groups, struct mlf_err *err);

/* Whether the cell shows a track. */
int mlf_track_cells_is(const struct mlf_sheets *sheets, size_t cell);

/* How often the label changes from one crop of the cell to the next. */
int mlf_track_cells_changes(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t cell);

#endif
