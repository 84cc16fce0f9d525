/* What a drawn sheet says of its cells: in lines of the manifest, and inside the sheet's
 * own file. */
#ifndef MLFIX_SHEET_MANIFEST_LINES_H
#define MLFIX_SHEET_MANIFEST_LINES_H

#include <stddef.h>
#include <stdio.h>

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* Sets the page's hash, once its cells are drawn. */
void mlf_manifest_lines_hash(const struct mlf_sheets *sheets, size_t page);

/* Puts into the file of a drawn page what is needed to find each cell's object again
 * (mlf_picture_text_put), so that a sheet without its manifest can still be used. */
int mlf_manifest_lines_embed(const struct mlf_sheets *sheets, size_t page, struct mlf_buf *file, struct mlf_err *err);

/* Writes the manifest when all pages are drawn: the records with `sheet`, `sheet_hash`,
 * `cell`, `cell_rect` ([x, y, w, h] in pixels of the page), `fingerprint` (base64) and,
 * where several records share the cell, `folded` (how many). On `jobs` threads. */
int mlf_manifest_lines_print(const struct mlf_sheets *sheets, FILE *file, int jobs, struct mlf_err *err);

#endif
