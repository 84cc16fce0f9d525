/* Drawing on a sheet: colours, areas, pictures, lines of text. Everything is
 * clipped at the page's edges. */
#ifndef MLFIX_SHEET_DRAW_H
#define MLFIX_SHEET_DRAW_H

struct mlf_err;
struct mlf_pixels;

/* Colours are 0xRRGGBB. The two that carry meaning are from the palette of
 * M. Okabe and K. Ito ("Color universal design", 2008), which people with any
 * kind of colour vision can tell apart; on white the first one darker, so that
 * small text can be read, and the second one dimmed, since on dark datasets half
 * of the cells have it. */
struct mlf_draw_theme {
    unsigned page, cell, text, dim, rule;
    unsigned doubt; /* frame and caption of doubtful cells */
    unsigned lift;  /* the corner of cells that were made clearer */
};

const struct mlf_draw_theme *mlf_draw_theme_of(int light);

void mlf_draw_area(struct mlf_pixels *page, int x, int y, int width, int height, unsigned colour);

/* A frame of `thick` pixels around (outside) the area. */
void mlf_draw_frame(struct mlf_pixels *page, int x, int y, int width, int height, int thick, unsigned colour);

/* The four corners of such a frame around a square, a quarter of its side each way. */
void mlf_draw_brackets(struct mlf_pixels *page, int x, int y, int size, int thick, unsigned colour);

/* The corner at the top right of the area, a right triangle of `size` pixels. */
void mlf_draw_corner(struct mlf_pixels *page, int right, int top, int size, unsigned colour, unsigned edge);

void mlf_draw_picture(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y);

/* In the middle of a square, whose rest gets the colour. */
void mlf_draw_centred(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y, int size,
                      unsigned colour);

enum mlf_draw_align { MLF_ALIGN_LEFT, MLF_ALIGN_CENTRE, MLF_ALIGN_RIGHT };

struct mlf_draw_line {
    int x, y;  /* the line's top and its left end, middle or right end */
    int limit; /* at most so many pixels wide: what is wider is cut */
    int size, bold;
    enum mlf_draw_align align;
    unsigned colour;
};

/* Draws the text and gives the width in *width (may be NULL). */
int mlf_draw_text(struct mlf_pixels *page, const struct mlf_draw_line *line, const char *text, int *width,
                  struct mlf_err *err);

/* Its width without drawing it. */
int mlf_draw_measure(const struct mlf_draw_line *line, const char *text, int *width, struct mlf_err *err);

/* As much of the text as fits the line's limit, its middle left out where it must
 * be; new memory. */
char *mlf_draw_fitting(const struct mlf_draw_line *line, const char *text, struct mlf_err *err);

#endif
