/* A page of a contact sheet while it is drawn. */
#ifndef MLFIX_SHEET_PAGE_CANVAS_H
#define MLFIX_SHEET_PAGE_CANVAS_H

struct mlf_draw_theme;
struct mlf_pixels;
struct mlf_sheets;

struct mlf_page_canvas {
    const struct mlf_sheets *sheets;
    const struct mlf_draw_theme *theme;
    struct mlf_pixels *pixels;
    const char *name; /* the sheet's file name */
    int right;        /* px: edge of the last column */
    /* Which marks the page shows, so that the foot line explains them: */
    int doubts;  /* frames around doubtful cells */
    int boxes;   /* brackets around cells with doubtful boxes */
    int lighter; /* corners of pictures that were made clearer */
    int folds;   /* numbers of crops that share a cell */
    int tracks;  /* cells that show a track */
};

#endif
