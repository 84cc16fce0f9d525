/* Planning contact sheets: records are laid out group by group as pages of cells.
 *
 * A record's group is its `group`, else its `label`. Groups follow the order of their
 * first record, and records keep the stream's order inside their group. A record that
 * has an `error` is not drawn; it stands in the manifest without a cell. */
#ifndef MLFIX_SHEET_SHEETS_PLAN_H
#define MLFIX_SHEET_SHEETS_PLAN_H

struct mlf_err;
struct mlf_records;
struct mlf_sheet_options;
struct mlf_sheets;

/* File types of sheets, ended by NULL: "jpg", "png", "webp", "pdf". */
extern const char *const mlf_sheet_types[];

/* Groups the records and lays out the pages; nothing is drawn. Fields of an earlier
 * manifest (sheet, cell, cell_rect, fingerprint) are taken off the records, which are
 * borrowed until the sheets are freed. */
int mlf_sheets_plan(struct mlf_sheets *sheets, const struct mlf_sheet_options *options, struct mlf_records *records,
                    struct mlf_err *err);

void mlf_sheets_free(struct mlf_sheets *sheets);

#endif
