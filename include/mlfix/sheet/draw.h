/* Drawing on a page: areas, frames, pictures, lines of text, and the colours for them.
 * Everything is clipped at the page's edges. */
#ifndef MLFIX_SHEET_DRAW_H
#define MLFIX_SHEET_DRAW_H

struct mlf_err;
struct mlf_pixels;

/* Colours are 0xRRGGBB. The two that carry meaning (doubt, lift) are from the palette of
 * M. Okabe and K. Ito ("Color universal design", 2008), which people with any kind of
 * colour vision can tell apart. On white, doubt is darker, so that small text in it can
 * be read. Lift is dimmed, since in dark datasets half of the cells have it. */
struct mlf_draw_theme {
    unsigned page, cell, text, dim, rule;
    unsigned doubt; /* frame and caption of doubtful cells */
    unsigned lift;  /* the corner of cells that were made clearer */
};

/* The colours for dark pages, or for light ones (paper). */
const struct mlf_draw_theme *mlf_draw_theme_of(int light);

void mlf_draw_area(struct mlf_pixels *page, int x, int y, int width, int height, unsigned colour);

/* A frame of `thick` pixels around (outside) the area. */
void mlf_draw_frame(struct mlf_pixels *page, int x, int y, int width, int height, int thick, unsigned colour);

/* Only the four corners of such a frame around a square, a quarter of its side each way. */
void mlf_draw_brackets(struct mlf_pixels *page, int x, int y, int size, int thick, unsigned colour);

/* A right triangle of `size` pixels in the corner whose top right is (right, top); `edge` is
 * the colour of its long side. */
void mlf_draw_corner(struct mlf_pixels *page, int right, int top, int size, unsigned colour, unsigned edge);

void mlf_draw_picture(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y);

/* Draws the picture in the middle of a square; the rest of the square gets the colour. */
void mlf_draw_centred(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y, int size,
                      unsigned colour);

enum mlf_draw_align { MLF_ALIGN_LEFT, MLF_ALIGN_CENTRE, MLF_ALIGN_RIGHT };

struct mlf_draw_line {
    int x, y;  /* the line's top and its left end, middle or right end */
    int limit; /* pixels: wider text is cut off */
    int size;  /* of the text, px */
    int bold;
    enum mlf_draw_align align;
    unsigned colour;
};

/* Draws the text. *width (may be NULL) becomes its width in pixels. */
int mlf_draw_text(struct mlf_pixels *page, const struct mlf_draw_line *line, const char *text, int *width,
                  struct mlf_err *err);

/* The width of the text, without drawing it and without the limit. */
int mlf_draw_measure(const struct mlf_draw_line *line, const char *text, int *width, struct mlf_err *err);

/* The text as far as it fits the line's limit, its middle left out where needed; new
 * memory, NULL on error. */
char *mlf_draw_fitting(const struct mlf_draw_line *line, const char *text, struct mlf_err *err);

#endif
