/* The parts of drawing a page: private to the image room. */
#ifndef MLFIX_IMAGE_SHEET_PAGE_H
#define MLFIX_IMAGE_SHEET_PAGE_H

#include "mlfix/sheet.h"
#include "sheet-draw.h"

/* A page while it is drawn. */
struct mlf_canvas {
    const struct mlf_sheets *sheets;
    const struct mlf_theme *theme;
    struct mlf_pixels *pixels;
    const char *name;
    int right;                         /* edge of the last column */
    int doubts, boxes, lighter, folds; /* whether the foot line explains these */
};

/* About how many pixels the heading of a group takes that has no strip: what its
 * neighbour in the same row leaves it. More is known only when it is drawn. */
int mlf_heading_width(const struct mlf_sheet_group *group);

/* The section's name and numbers, its icon, its strip of typical crops. */
int mlf_draw_heading(struct mlf_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err);

/* Sets the page's hash, once its cells are drawn. */
void mlf_sheet_hash(const struct mlf_sheets *sheets, size_t page);

#endif
