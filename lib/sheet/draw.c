#include "mlfix/sheet/draw.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/text/text-mask.h"
#include "mlfix/text/text.h"

const struct mlf_draw_theme *mlf_draw_theme_of(int light)
{
    static const struct mlf_draw_theme dark = {.page = 0x17181a,
                                               .cell = 0x222427,
                                               .text = 0xf2f2f0,
                                               .dim = 0x9aa0a6,
                                               .rule = 0x3a3d41,
                                               .doubt = 0xe69f00,
                                               .lift = 0x47799a};
    static const struct mlf_draw_theme paper = {.page = 0xffffff,
                                                .cell = 0xececec,
                                                .text = 0x101010,
                                                .dim = 0x5c6064,
                                                .rule = 0xc8c8c8,
                                                .doubt = 0xc04f00,
                                                .lift = 0x6fa3c4};
    return light ? &paper : &dark;
}

static int clip(int value, int high)
{
    return value < 0 ? 0 : value > high ? high : value;
}

/* Fills a row with one colour, copying what is filled already behind itself. */
static void fill_row(unsigned char *to, size_t width, unsigned colour)
{
    size_t done = 1;
    to[0] = (unsigned char)(colour >> 16);
    to[1] = (unsigned char)(colour >> 8);
    to[2] = (unsigned char)colour;
    for (size_t more; done < width; done += more) {
        more = done < width - done ? done : width - done;
        memcpy(to + 3 * done, to, 3 * more);
    }
}

void mlf_draw_area(struct mlf_pixels *page, int x, int y, int width, int height, unsigned colour)
{
    int left = clip(x, page->width), right = clip(x + width, page->width);
    int top = clip(y, page->height), bottom = clip(y + height, page->height);
    if (left >= right || top >= bottom)
        return;
    size_t line = (size_t)page->width * 3, length = (size_t)(right - left) * 3;
    unsigned char *first = page->data + (size_t)top * line + (size_t)left * 3;
    fill_row(first, (size_t)(right - left), colour);
    for (int row = top + 1; row < bottom; row++)
        memcpy(first + (size_t)(row - top) * line, first, length);
}

void mlf_draw_frame(struct mlf_pixels *page, int x, int y, int width, int height, int thick, unsigned colour)
{
    mlf_draw_area(page, x - thick, y - thick, width + 2 * thick, thick, colour);
    mlf_draw_area(page, x - thick, y + height, width + 2 * thick, thick, colour);
    mlf_draw_area(page, x - thick, y, thick, height, colour);
    mlf_draw_area(page, x + width, y, thick, height, colour);
}

void mlf_draw_brackets(struct mlf_pixels *page, int x, int y, int size, int thick, unsigned colour)
{
    int arm = size / 4 + thick, left = x - thick, top = y - thick, right = x + size, bottom = y + size;
    for (int k = 0; k < 4; k++) {
        int at_right = k % 2, at_bottom = k / 2;
        mlf_draw_area(page, at_right ? right + thick - arm : left, at_bottom ? bottom : top, arm, thick, colour);
        mlf_draw_area(page, at_right ? right : left, at_bottom ? bottom + thick - arm : top, thick, arm, colour);
    }
}

void mlf_draw_corner(struct mlf_pixels *page, int right, int top, int size, unsigned colour, unsigned edge)
{
    for (int row = 0; row < size; row++) {
        mlf_draw_area(page, right - size + row, top + row, 2, 1, edge);
        mlf_draw_area(page, right - size + row + 2, top + row, size - row - 2, 1, colour);
    }
}

void mlf_draw_picture(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y)
{
    int left = clip(x, page->width), right = clip(x + picture->width, page->width);
    int top = clip(y, page->height), bottom = clip(y + picture->height, page->height);
    for (int row = top; row < bottom && left < right; row++) {
        size_t to = (size_t)row * (size_t)page->width + (size_t)left;
        size_t from = (size_t)(row - y) * (size_t)picture->width + (size_t)(left - x);
        memcpy(page->data + 3 * to, picture->data + 3 * from, (size_t)(right - left) * 3);
    }
}

void mlf_draw_centred(struct mlf_pixels *page, const struct mlf_pixels *picture, int x, int y, int size,
                      unsigned colour)
{
    int left = (size - picture->width) / 2, top = (size - picture->height) / 2;
    mlf_draw_area(page, x, y, size, top, colour);
    mlf_draw_area(page, x, y + top, left, picture->height, colour);
    mlf_draw_picture(page, picture, x + left, y + top);
    left += picture->width;
    top += picture->height;
    mlf_draw_area(page, x + left, y + top - picture->height, size - left, picture->height, colour);
    mlf_draw_area(page, x, y + top, size, size - top, colour);
}

static void blend(unsigned char *to, unsigned colour, unsigned ink)
{
    for (int c = 0; c < 3; c++) {
        unsigned wanted = colour >> (16 - 8 * c) & 255;
        to[c] = (unsigned char)((to[c] * (255 - ink) + wanted * ink + 127) / 255);
    }
}

/* Draws the part of the mask that lies in the columns from..to - 1 of the page. */
static void stamp(struct mlf_pixels *page, const struct mlf_text_mask *text, int x, int y, int from, int to,
                  unsigned colour)
{
    from = clip(from, page->width);
    to = clip(to, page->width);
    for (int row = 0; row < text->height; row++) {
        if (y + row < 0 || y + row >= page->height)
            continue;
        const unsigned char *mask = text->mask + (size_t)row * (size_t)text->width;
        unsigned char *line = page->data + (size_t)(y + row) * (size_t)page->width * 3;
        for (int column = 0; column < text->width; column++)
            if (mask[column] && x + column >= from && x + column < to)
                blend(line + 3 * (x + column), colour, mask[column]);
    }
}

int mlf_draw_text(struct mlf_pixels *page, const struct mlf_draw_line *line, const char *text, int *width,
                  struct mlf_err *err)
{
    struct mlf_text_mask mask;
    if (mlf_text_render(text, line->size, line->bold, &mask, err))
        return -1;
    int wide = mask.x + mask.width < line->limit ? mask.x + mask.width : line->limit;
    int left = line->align == MLF_ALIGN_LEFT     ? line->x
               : line->align == MLF_ALIGN_CENTRE ? line->x - wide / 2
                                                 : line->x - wide;
    stamp(page, &mask, left + mask.x, line->y + mask.y, left, left + line->limit, line->colour);
    if (width)
        *width = wide;
    mlf_text_mask_free(&mask);
    return 0;
}

int mlf_draw_measure(const struct mlf_draw_line *line, const char *text, int *width, struct mlf_err *err)
{
    struct mlf_text_mask mask;
    if (mlf_text_render(text, line->size, line->bold, &mask, err))
        return -1;
    *width = mask.x + mask.width;
    mlf_text_mask_free(&mask);
    return 0;
}

char *mlf_draw_fitting(const struct mlf_draw_line *line, const char *text, struct mlf_err *err)
{
    char *shown = mlf_strdup(text, err);
    int width = 0;
    while (shown) {
        size_t count = mlf_text_count(shown), fewer;
        if (mlf_draw_measure(line, shown, &width, err)) {
            free(shown);
            return NULL;
        }
        if (width <= line->limit || count <= 2)
            break;
        fewer = count * (size_t)line->limit / (size_t)width;
        free(shown);
        shown = mlf_text_narrow(text, fewer < count ? (fewer > 2 ? fewer : 2) : count - 1, err);
    }
    return shown;
}
