/* Drawing a page of a contact sheet: headings, cells, captions, and what is around them. */
#ifndef MLFIX_SHEET_DRAW_PAGE_H
#define MLFIX_SHEET_DRAW_PAGE_H

#include <stddef.h>

struct mlf_err;
struct mlf_pixels;
struct mlf_sheets;

/* Pixels with room for any of the pages, which the caller frees. */
int mlf_draw_page_room(const struct mlf_sheets *sheets, struct mlf_pixels *out, struct mlf_err *err);

/* Draws a page into such pixels, and fills `drawn` of its cells and the page's hash.
 * Several threads may draw pages at the same time: records are only read. */
int mlf_draw_page(const struct mlf_sheets *sheets, size_t page, struct mlf_pixels *out, struct mlf_err *err);

#endif
