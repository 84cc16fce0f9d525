/* Finding what a reviewer named: sheets, cells, ids and paths. */
#ifndef MLFIX_FLAGS_TARGET_SEARCH_H
#define MLFIX_FLAGS_TARGET_SEARCH_H

#include <stddef.h>

struct mlf_target_cell;
struct mlf_target_sheet;
struct mlf_targets;

/* The object with this id, else with this crop path, else the one whose id or crop path
 * ends in `name` or is an ending of it (whole components), where only one does.
 * MLF_NO_STRING where there is none; *several is 1 where more than one does. */
size_t mlf_target_search(const struct mlf_targets *targets, const char *name, int *several);

/* The sheet of this name: its file name, a path that ends in it, or its leading number
 * with or without zeros ("0003", "3"). NULL where there is none; *several is 1 where
 * more than one sheet has the number. */
const struct mlf_target_sheet *mlf_target_search_sheet(const struct mlf_targets *targets, const char *name,
                                                       int *several);

/* The first of the sheet's cells with this row and column; *n of them follow each other,
 * one for each object that shares the cell. NULL and 0 where nothing is drawn there. */
const struct mlf_target_cell *mlf_target_search_cell(const struct mlf_target_sheet *sheet, unsigned row,
                                                     unsigned column, size_t *n);

#endif
