/* A page of a contact sheet while it is drawn. */
#ifndef MLFIX_SHEET_PAGE_CANVAS_H
#define MLFIX_SHEET_PAGE_CANVAS_H

struct mlf_pixels;
struct mlf_sheets;
struct mlf_draw_theme;

/* A page while it is drawn. */
struct mlf_page_canvas {
    const struct mlf_sheets *sheets;
    const struct mlf_draw_theme *theme;
    struct mlf_pixels *pixels;
    const char *name;
    int right;                         /* edge of the last column */
    int doubts, boxes, lighter, folds; /* whether the foot line explains these */
};

#endif
