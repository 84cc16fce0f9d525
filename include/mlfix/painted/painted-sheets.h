/* What a manifest says of the sheets' cells. */
#ifndef MLFIX_PAINTED_PAINTED_SHEETS_H
#define MLFIX_PAINTED_PAINTED_SHEETS_H

struct mlf_err;
struct mlf_painted_sheets;
struct mlf_record;

/* Adds the cell of a manifest's record; nothing for one without a cell. Errors:
 * a cell without `cell_rect` and `fingerprint`, or one that cannot be. */
int mlf_painted_sheets_add(struct mlf_painted_sheets *sheets, const struct mlf_record *record, struct mlf_err *err);

/* Once, behind the last record: sorts, and makes records that share a cell one. */
void mlf_painted_sheets_finish(struct mlf_painted_sheets *sheets);

void mlf_painted_sheets_free(struct mlf_painted_sheets *sheets);

#endif
