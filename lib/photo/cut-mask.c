/* See cut-mask.h. */

#include "cut-mask.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/photo/photo.h"
#include "mlfix/record/mask.h"
#include "orientation.h"

/* What is not the object. */
#define GREY 128
/* The outline's red, green and blue: what is seldom in photos. */
static const unsigned char outline_colour[] = {255, 0, 255};

/* The cells of the piece as the annotation's frame has them. */
struct shown {
    unsigned char *cells;
    int columns, rows;
    int left, top; /* in the reduced photo of that frame */
    int stored_width, stored_height;
    int orientation; /* that leads from what is displayed to that frame; 1: it is the same */
};

static int is_inside(const struct shown *shown, const struct mlf_masked *piece, int x, int y)
{
    int column = piece->left + x;
    int row = piece->top + y;

    mlf_orientation_stored_place(shown->orientation, shown->stored_width, shown->stored_height, &column, &row);
    column -= shown->left;
    row -= shown->top;
    return column >= 0 && row >= 0 && column < shown->columns && row < shown->rows &&
           shown->cells[(size_t)row * (size_t)shown->columns + (size_t)column];
}

static int fill(struct shown *shown, const struct mlf_masked *piece, struct mlf_err *err)
{
    const struct mlf_photo *photo = piece->photo;
    int turned = piece->stored && photo->orientation >= 5;
    int x[] = {piece->left, piece->left + piece->pixels->width - 1};
    int y[] = {piece->top, piece->top + piece->pixels->height - 1};
    double scale[2];
    double window[4];

    shown->orientation = piece->stored ? photo->orientation : 1;
    shown->stored_width = turned ? piece->height : piece->width;
    shown->stored_height = turned ? piece->width : piece->height;
    for (int i = 0; i < 2; i++)
        mlf_orientation_stored_place(shown->orientation, shown->stored_width, shown->stored_height, &x[i], &y[i]);
    shown->left = x[0] < x[1] ? x[0] : x[1];
    shown->top = y[0] < y[1] ? y[0] : y[1];
    shown->columns = turned ? piece->pixels->height : piece->pixels->width;
    shown->rows = turned ? piece->pixels->width : piece->pixels->height;
    scale[0] = (piece->fractions ? 1.0 : turned ? photo->height : photo->width) / shown->stored_width;
    scale[1] = (piece->fractions ? 1.0 : turned ? photo->width : photo->height) / shown->stored_height;
    window[0] = shown->left * scale[0];
    window[1] = shown->top * scale[1];
    window[2] = shown->columns * scale[0];
    window[3] = shown->rows * scale[1];
    if (!(shown->cells = mlf_alloc((size_t)shown->columns * (size_t)shown->rows, 1, err)))
        return -1;
    return mlf_mask_fill(piece->mask, window, shown->columns, shown->rows, shown->cells, err);
}

/* Whether the pixel is in the mask and has a neighbour that is not, or the other way round. */
static int is_edge(const struct shown *shown, const struct mlf_masked *piece, int x, int y)
{
    int inside = is_inside(shown, piece, x, y);

    return (x + 1 < piece->pixels->width && is_inside(shown, piece, x + 1, y) != inside) ||
           (y + 1 < piece->pixels->height && is_inside(shown, piece, x, y + 1) != inside);
}

/* Draws lines so thick that they are there still when the crop is shrunk. */
static void draw_outline(const struct shown *shown, const struct mlf_masked *piece, int size)
{
    struct mlf_pixels *pixels = piece->pixels;
    int longest = pixels->width > pixels->height ? pixels->width : pixels->height;
    int thick = size > 0 && longest > size ? (longest + size - 1) / size : 1;

    for (int y = 0; y < pixels->height; y++)
        for (int x = 0; x < pixels->width; x++) {
            if (!is_edge(shown, piece, x, y))
                continue;
            for (int dy = 0; dy < thick && y + dy < pixels->height; dy++)
                for (int dx = 0; dx < thick && x + dx < pixels->width; dx++)
                    memcpy(pixels->data + ((size_t)(y + dy) * (size_t)pixels->width + (size_t)(x + dx)) * 3,
                           outline_colour, sizeof outline_colour);
        }
}

int mlf_cut_mask_show(const struct mlf_masked *masked, struct mlf_err *err)
{
    struct mlf_pixels *pixels = masked->pixels;
    struct shown shown = {.cells = NULL};
    int result = fill(&shown, masked, err);

    if (!result && masked->outline)
        draw_outline(&shown, masked, masked->size);
    for (int y = 0; y < pixels->height && !result && !masked->outline; y++)
        for (int x = 0; x < pixels->width; x++) {
            unsigned char *pixel = pixels->data + ((size_t)y * (size_t)pixels->width + (size_t)x) * 3;

            for (int k = 0; k < 3 && !is_inside(&shown, masked, x, y); k++)
                pixel[k] = masked->grey ? GREY : pixel[k] / 4;
        }
    free(shown.cells);
    return result;
}
