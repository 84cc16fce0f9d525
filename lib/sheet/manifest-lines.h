/* What a sheet says of itself, in its file and in the manifest. */
#ifndef MLFIX_SHEET_MANIFEST_LINES_H
#define MLFIX_SHEET_MANIFEST_LINES_H

#include <stddef.h>
#include <stdio.h>

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* Puts what finding each cell's object again takes into the page's file
 * (mlf_picture_text_put), so that a sheet alone still answers. Once it is drawn. */
int mlf_manifest_lines_embed(const struct mlf_sheets *sheets, size_t page, struct mlf_buf *file, struct mlf_err *err);

/* When all pages are drawn: the records as lines of the manifest, with `sheet`,
 * `sheet_hash`, `cell`, `cell_rect` ([x, y, w, h], px of the page), `fingerprint` (base64) and
 * `folded` (how many records share the cell, where they are several). On `jobs` threads. */
int mlf_manifest_lines_print(const struct mlf_sheets *sheets, FILE *file, int jobs, struct mlf_err *err);

/* Sets the page's hash, once its cells are drawn. */
void mlf_manifest_lines_hash(const struct mlf_sheets *sheets, size_t page);

#endif
