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

/* The section's name and numbers, its icon, its strip of typical crops. */
int mlf_draw_heading(struct mlf_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err);

#endif
