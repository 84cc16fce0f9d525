/* Drawing planned sheets and writing them into a folder, in exchange for those that an
 * earlier run left there. */
#ifndef MLFIX_SHEET_SHEETS_WRITE_H
#define MLFIX_SHEET_SHEETS_WRITE_H

#include <stddef.h>

struct mlf_err;
struct mlf_sheet_companion;
struct mlf_sheets;

/* Draws all pages on `jobs` threads and puts them with manifest.jsonl into `folder`,
 * which is created where needed. Nothing there changes until every page is drawn. Then
 * the sheets that an older manifest names are removed, the new ones put in their place,
 * and the manifest is written last; the companion is exchanged likewise. A file that has
 * the name of a sheet but is in no manifest belongs to somebody, and so does one that has
 * the companion's name and is no companion: both are errors.
 *
 * A record whose pixels cannot be read is drawn as a crossed-out cell and gets an
 * `error`. drawn(pages done, pages in all) is called after each page; it may be NULL. */
int mlf_sheets_write(struct mlf_sheets *sheets, const char *folder, const struct mlf_sheet_companion *companion,
                     int jobs, void (*drawn)(size_t done, size_t total), struct mlf_err *err);

#endif
