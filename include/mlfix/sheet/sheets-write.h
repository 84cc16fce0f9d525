/* The sheets' folder: what an earlier run left there, and the exchange of the
 * old sheets for the new ones. */
#ifndef MLFIX_SHEET_SHEETS_WRITE_H
#define MLFIX_SHEET_SHEETS_WRITE_H

#include <stddef.h>

struct mlf_err;
struct mlf_sheet_companion;
struct mlf_sheets;

/* Draws all pages on `jobs` threads and puts them with manifest.jsonl into
 * `folder`, which is created. Nothing there changes until every page is drawn;
 * then the sheets named by an older manifest are removed, the new ones put in
 * their place, and the manifest last. So with the companion. A file of a sheet's
 * name that no manifest knows is somebody's, and so is one of the companion's name
 * that is not of its kind: an error. Calls drawn(pages done, pages) after each. */
int mlf_sheets_write(struct mlf_sheets *sheets, const char *folder, const struct mlf_sheet_companion *companion,
                     int jobs, void (*drawn)(size_t done, size_t total), struct mlf_err *err);

#endif
