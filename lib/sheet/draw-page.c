#include "draw-page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw-heading.h"
#include "manifest-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/processor-clones.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/caption.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/sheet/track-cells.h"
#include "page-canvas.h"
#include "tile.h"
#include "track-tile.h"
#include "typical-strip.h"

/* Sizes of text, px. */
enum { RULER_SIZE = 11, ROW_SIZE = 13, CAPTION_SIZE = 11, FOOT_SIZE = 11, COUNT_SIZE = 12 };

/* Sizes of marks, px. */
enum { FRAME = 2, CORNER = 9, KEY_BRACKETS = 12 };

static const struct mlf_record *record_of(const struct mlf_page_canvas *canvas, size_t cell)
{
    return &canvas->sheets->records->items[canvas->sheets->groups.order[cell]];
}

/* ---- Rulers ---- */

/* A section of at least so many rows has its column numbers below it, too. */
#define TALL_ROWS 4

/* Draws the numbers of the section's columns at height y. Every fifth one stands out, so
 * that no other is more than two steps from one that does. */
static int draw_numbers(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, int y,
                        struct mlf_err *err)
{
    const struct mlf_layout_cell *cells = &canvas->sheets->layout.cells[section->first];
    int size = canvas->sheets->style.cell;
    char text[MLF_CELL_NAME];
    for (size_t i = 0; i < section->n && cells[i].row == section->first_row; i++) {
        int fifth = cells[i].column % 5 == 4;
        struct mlf_draw_line line = {.x = cells[i].x + size / 2,
                                     .y = y,
                                     .limit = size,
                                     .size = RULER_SIZE,
                                     .bold = fifth,
                                     .align = MLF_ALIGN_CENTRE,
                                     .colour = fifth ? canvas->theme->text : canvas->theme->dim};
        snprintf(text, sizeof text, "%d", cells[i].column + 1);
        if (mlf_draw_text(canvas->pixels, &line, text, NULL, err))
            return -1;
    }
    return 0;
}

/* Draws the row's letters beside its first cell and, where the row is full, its last one. */
static int draw_letters(struct mlf_page_canvas *canvas, const struct mlf_layout_cell *cell, struct mlf_err *err)
{
    const struct mlf_layout_style *style = &canvas->sheets->style;
    struct mlf_draw_line line = {.x = style->left / 2,
                                 .y = cell->y + (style->cell - ROW_SIZE) / 2 - 2,
                                 .limit = style->left,
                                 .size = ROW_SIZE,
                                 .bold = 1,
                                 .align = MLF_ALIGN_CENTRE,
                                 .colour = canvas->theme->dim};
    char text[MLF_ROW_NAME];
    mlf_layout_row_name(cell->row, text);
    if (cell->column == 0 && mlf_draw_text(canvas->pixels, &line, text, NULL, err))
        return -1;
    line.x = canvas->right + style->right / 2;
    line.limit = style->right;
    return cell->column + 1 == style->columns && style->columns > 1
               ? mlf_draw_text(canvas->pixels, &line, text, NULL, err)
               : 0;
}

/* Draws the column numbers above a section, and below it where it is tall and ends the page;
 * and the row letters beside it. */
static int draw_rulers(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err)
{
    const struct mlf_layout_style *style = &canvas->sheets->style;
    const struct mlf_layout_cell *cells = &canvas->sheets->layout.cells[section->first];
    const struct mlf_layout_page *page = &canvas->sheets->layout.pages[section->page];
    int tall = mlf_typical_strip_is_tall(&canvas->sheets->groups.items[section->group]);
    size_t last = page->first_section + page->sections - 1;
    if (draw_numbers(canvas, section, section->y + (tall ? style->strip : style->heading), err))
        return -1;
    if (section == &canvas->sheets->layout.sections[last] && section->rows >= TALL_ROWS &&
        draw_numbers(canvas, section, page->height - style->bottom - 2, err))
        return -1;
    for (size_t i = 0; i < section->n; i++)
        if (draw_letters(canvas, &cells[i], err))
            return -1;
    return 0;
}

/* ---- Cells ---- */

static int draw_caption(struct mlf_page_canvas *canvas, size_t cell, struct mlf_err *err)
{
    const struct mlf_layout_style *style = &canvas->sheets->style;
    const struct mlf_layout_cell *at = &canvas->sheets->layout.cells[cell];
    const struct mlf_record *record = record_of(canvas, cell);
    const struct mlf_sheet_group *group =
        &canvas->sheets->groups.items[canvas->sheets->layout.sections[at->section].group];
    unsigned colour = mlf_doubt_any(record) ? canvas->theme->doubt : canvas->theme->dim;
    struct mlf_draw_line line = {.x = at->x,
                                 .y = at->y + style->cell + FRAME,
                                 .limit = style->cell,
                                 .size = CAPTION_SIZE,
                                 .bold = 0,
                                 .align = MLF_ALIGN_LEFT,
                                 .colour = colour};
    struct mlf_sheet_caption caption;
    int width = 0, result = 0;
    if (mlf_sheet_caption_make(record, canvas->sheets->options.captions, canvas->sheets->options.n_captions, group,
                               mlf_sheet_caption_room(style->cell), &caption, err))
        return -1;
    for (int k = 0; k < caption.n && result == 0; k++, line.y += style->caption) {
        line.colour = caption.faint || (k == 0 && caption.own) ? canvas->theme->dim : colour;
        struct mlf_draw_line end = line;
        end.x = at->x + style->cell;
        end.align = MLF_ALIGN_RIGHT;
        char percent[sizeof caption.percent + 1];
        snprintf(percent, sizeof percent, "%s%s", caption.percent, caption.faint ? "?" : "");
        if (k == caption.n - 1 && caption.percent[0])
            result = mlf_draw_text(canvas->pixels, &end, percent, &width, err);
        line.limit = style->cell - (width ? width + 5 : 0);
        char *shown = result == 0 ? mlf_draw_fitting(&line, caption.lines[k], err) : NULL;
        result = shown ? mlf_draw_text(canvas->pixels, &line, shown, NULL, err) : -1;
        free(shown);
    }
    mlf_sheet_caption_free(&caption);
    return result;
}

/* sums[i] += bytes[i] */
MLF_FOR_EACH_PROCESSOR
static void add_row(const unsigned char *restrict bytes, size_t n, unsigned short *restrict sums)
{
    enum { AT_ONCE = 32 };
    size_t i = 0;
    for (; i + AT_ONCE <= n; i += AT_ONCE)
        for (size_t k = 0; k < AT_ONCE; k++)
            sums[i + k] = (unsigned short)(sums[i + k] + bytes[i + k]);
    for (; i < n; i++)
        sums[i] = (unsigned short)(sums[i] + bytes[i]);
}

/* Averages the cell's square on the page to 8 x 8 colours. */
static int take_fingerprint(const struct mlf_pixels *page, const struct mlf_layout_cell *at, int size,
                            unsigned char *fingerprint, struct mlf_err *err)
{
    /* sums of the columns of a row of blocks: 16 bits hold the sum of 257 pixels, and a block
     * of a cell of 1,024 pixels has 128 */
    unsigned short *sums = mlf_alloc_matrix((size_t)size, 3 * sizeof *sums, err);
    if (!sums)
        return -1;
    for (int row = 0; row < MLF_FINGERPRINT; row++) {
        int y0 = row * size / MLF_FINGERPRINT, y1 = (row + 1) * size / MLF_FINGERPRINT;
        memset(sums, 0, (size_t)size * 3 * sizeof *sums);
        for (int y = y0; y < y1; y++)
            add_row(page->data + ((size_t)(at->y + y) * (size_t)page->width + (size_t)at->x) * 3, (size_t)size * 3,
                    sums);
        for (int column = 0; column < MLF_FINGERPRINT; column++) {
            int x0 = column * size / MLF_FINGERPRINT, x1 = (column + 1) * size / MLF_FINGERPRINT;
            unsigned n = (unsigned)((x1 - x0) * (y1 - y0)), red = n / 2, green = n / 2, blue = n / 2;
            for (const unsigned short *sum = sums + 3 * x0; sum < sums + 3 * x1; sum += 3) {
                red += sum[0];
                green += sum[1];
                blue += sum[2];
            }
            *fingerprint++ = (unsigned char)(red / n);
            *fingerprint++ = (unsigned char)(green / n);
            *fingerprint++ = (unsigned char)(blue / n);
        }
    }
    free(sums);
    return 0;
}

/* Draws words on the page's colour at the right end of a cell, which ends above `bottom`. */
static int draw_words(struct mlf_page_canvas *canvas, const struct mlf_layout_cell *at, int bottom, const char *text,
                      unsigned colour, struct mlf_err *err)
{
    int size = canvas->sheets->style.cell, width = 0;
    struct mlf_draw_line line = {.x = at->x + size - 4,
                                 .y = bottom - COUNT_SIZE - 4,
                                 .limit = size - 8,
                                 .size = COUNT_SIZE,
                                 .bold = 1,
                                 .align = MLF_ALIGN_RIGHT,
                                 .colour = colour};
    if (mlf_draw_measure(&line, text, &width, err))
        return -1;
    width = width < size - 8 ? width : size - 8;
    mlf_draw_area(canvas->pixels, at->x + size - width - 8, bottom - COUNT_SIZE - 5, width + 8, COUNT_SIZE + 5,
                  canvas->theme->page);
    return mlf_draw_text(canvas->pixels, &line, text, NULL, err);
}

/* Draws how many crops share the cell, at its lower right; of a track, also how often its label changes. */
static int draw_count(struct mlf_page_canvas *canvas, size_t cell, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &canvas->sheets->groups;
    const struct mlf_layout_cell *at = &canvas->sheets->layout.cells[cell];
    size_t n = groups->first_member[cell + 1] - groups->first_member[cell];
    int bottom = at->y + mlf_track_tile_main(canvas->sheets, cell), changes = 0;
    char text[64];
    if (n < 2)
        return 0;
    if (mlf_track_cells_is(canvas->sheets, cell)) {
        canvas->tracks = 1;
        changes = mlf_track_cells_changes(groups, canvas->sheets->records, cell);
        snprintf(text, sizeof text, "%zu frames", n);
    } else {
        canvas->folds = 1;
        snprintf(text, sizeof text, "\u00d7%zu", n);
    }
    if (draw_words(canvas, at, bottom, text, canvas->theme->text, err))
        return -1;
    snprintf(text, sizeof text, "%d change%s", changes, changes == 1 ? "" : "s");
    return changes ? draw_words(canvas, at, bottom - COUNT_SIZE - 5, text, canvas->theme->doubt, err) : 0;
}

/* Draws a bar from a cell to the next one, where that shows its look-alike. */
static void tie_pair(struct mlf_page_canvas *canvas, size_t cell)
{
    const struct mlf_sheets *sheets = canvas->sheets;
    const struct mlf_layout_cell *at = &sheets->layout.cells[cell], *next = at + 1;
    const struct mlf_layout_style *style = &sheets->style;
    if (!mlf_sheet_groups_begin_pair(sheets, cell) || next->section != at->section || next->row != at->row)
        return;
    mlf_draw_area(canvas->pixels, at->x + style->cell, at->y + style->cell * 2 / 5, style->gap, style->cell / 5,
                  canvas->theme->dim);
}

static int draw_cell(struct mlf_page_canvas *canvas, size_t cell, struct mlf_err *err)
{
    const struct mlf_sheets *sheets = canvas->sheets;
    const struct mlf_draw_theme *theme = canvas->theme;
    const struct mlf_layout_cell *at = &sheets->layout.cells[cell];
    const struct mlf_record *record = record_of(canvas, cell);
    struct mlf_sheet_drawn *drawn = &sheets->drawn[cell];
    struct mlf_pixels tile = {NULL, 0, 0};
    struct mlf_err item = {""};
    int size = sheets->style.cell, lifted = 0, large = mlf_track_tile_main(sheets, cell);
    int context = sheets->options.context;
    if (context ? mlf_tile_context(record, context, large, &tile, &lifted, &item)
                : mlf_tile_make(record, large, &tile, &lifted, &item)) {
        drawn->error = mlf_strdup(item.text, err);
        if (!drawn->error || mlf_tile_placeholder(large, theme, &tile, err)) {
            mlf_pixels_free(&tile);
            return -1;
        }
    }
    if (large < size) {
        mlf_draw_area(canvas->pixels, at->x, at->y, size, size, theme->cell);
        mlf_track_tile_draw(sheets, cell, theme, at->x, at->y, canvas->pixels);
    }
    mlf_draw_centred(canvas->pixels, &tile, at->x + (size - large) / 2, at->y, large, theme->cell);
    mlf_pixels_free(&tile);
    if (lifted) {
        mlf_draw_corner(canvas->pixels, at->x + size, at->y, CORNER, theme->lift, 0);
        canvas->lighter = 1;
    }
    if (mlf_doubt_box(record)) {
        mlf_draw_brackets(canvas->pixels, at->x, at->y, size, FRAME, theme->doubt);
        canvas->boxes = 1;
    } else if (mlf_doubt_any(record)) {
        mlf_draw_frame(canvas->pixels, at->x, at->y, size, size, FRAME, theme->doubt);
        canvas->doubts = 1;
    }
    if (sheets->pairs)
        tie_pair(canvas, cell);
    if (draw_count(canvas, cell, err) || take_fingerprint(canvas->pixels, at, size, drawn->fingerprint, err))
        return -1;
    return draw_caption(canvas, cell, err);
}

/* ---- The page ---- */

/* Draws the meaning of a mark, right-aligned at *x, with room on its left for the mark itself
 * at *sign; *x moves to the left of that. Where it would reach too far to the left, nothing
 * is drawn and *sign is -1. */
static int draw_key(struct mlf_page_canvas *canvas, int y, const char *meaning, int *x, int *sign, struct mlf_err *err)
{
    struct mlf_draw_line line = {.x = *x,
                                 .y = y,
                                 .limit = *x,
                                 .size = FOOT_SIZE,
                                 .bold = 0,
                                 .align = MLF_ALIGN_RIGHT,
                                 .colour = canvas->theme->dim};
    int width = 0;
    *sign = -1;
    if (mlf_draw_measure(&line, meaning, &width, err))
        return -1;
    if (*x - width - 20 < canvas->pixels->width / 3)
        return 0;
    *sign = *x - width - 20;
    *x -= width + 42;
    return mlf_draw_text(canvas->pixels, &line, meaning, NULL, err);
}

/* Draws the sheet's name and the meaning of the marks on it. */
static int draw_foot(struct mlf_page_canvas *canvas, struct mlf_err *err)
{
    const struct mlf_draw_theme *theme = canvas->theme;
    const char *doubt = canvas->sheets->options.n_captions ? "doubtful label" : "doubtful label, with the likelier one";
    int y = canvas->pixels->height - FOOT_SIZE - 9, x = canvas->right, sign;
    if (canvas->lighter) {
        if (draw_key(canvas, y, "too dark or flat to judge: shown clearer", &x, &sign, err))
            return -1;
        if (sign >= 0)
            mlf_draw_corner(canvas->pixels, sign + CORNER, y + 1, CORNER, theme->lift, 0);
    }
    if (canvas->doubts) {
        if (draw_key(canvas, y, doubt, &x, &sign, err))
            return -1;
        if (sign >= 0)
            mlf_draw_frame(canvas->pixels, sign + 2, y + 3, 8, 8, 2, theme->doubt);
    }
    if (canvas->boxes) {
        if (draw_key(canvas, y, "doubtful box", &x, &sign, err))
            return -1;
        if (sign >= 0)
            mlf_draw_brackets(canvas->pixels, sign, y + 1, KEY_BRACKETS, 2, theme->doubt);
    }
    if (canvas->tracks &&
        draw_key(canvas, y, "n frames, n changes: a track, and how often its label changes", &x, &sign, err))
        return -1;
    if (canvas->folds && draw_key(canvas, y, "\u00d7n: so many near-identical crops", &x, &sign, err))
        return -1;
    struct mlf_draw_line line = {.x = canvas->sheets->style.left,
                                 .y = y,
                                 .limit = x - canvas->sheets->style.left,
                                 .size = FOOT_SIZE,
                                 .bold = 0,
                                 .align = MLF_ALIGN_LEFT,
                                 .colour = theme->dim};
    char *name = line.limit > 20 ? mlf_draw_fitting(&line, canvas->name, err) : mlf_strdup("", err);
    int result = name ? mlf_draw_text(canvas->pixels, &line, name, NULL, err) : -1;
    free(name);
    return result;
}

static int draw_section(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err)
{
    if (mlf_draw_heading(canvas, section, err) || draw_rulers(canvas, section, err))
        return -1;
    for (size_t i = section->first; i < section->first + section->n; i++) {
        if (i + 1 < section->first + section->n)
            mlf_record_soon(record_of(canvas, i + 1));
        if (draw_cell(canvas, i, err))
            return -1;
    }
    return 0;
}

int mlf_draw_page_room(const struct mlf_sheets *sheets, struct mlf_pixels *out, struct mlf_err *err)
{
    int tallest = 1;
    for (size_t p = 0; p < sheets->layout.n_pages; p++)
        tallest = sheets->layout.pages[p].height > tallest ? sheets->layout.pages[p].height : tallest;
    return mlf_pixels_room(out, sheets->style.page_width, tallest, err);
}

int mlf_draw_page(const struct mlf_sheets *sheets, size_t page, struct mlf_pixels *out, struct mlf_err *err)
{
    const struct mlf_layout_page *at = &sheets->layout.pages[page];
    const struct mlf_layout_style *style = &sheets->style;
    struct mlf_page_canvas canvas = {.sheets = sheets,
                                     .theme = mlf_draw_theme_of(sheets->options.light),
                                     .pixels = out,
                                     .name = sheets->names[page]};
    canvas.right = style->left + style->columns * (style->cell + style->gap) - style->gap;
    out->height = at->height;
    mlf_draw_area(out, 0, 0, out->width, out->height, canvas.theme->page);
    for (size_t s = at->first_section; s < at->first_section + at->sections; s++) {
        const struct mlf_layout_section *section = &sheets->layout.sections[s];
        if (s > at->first_section && section->column == 0)
            mlf_draw_area(out, style->left, section->y - style->between / 2, canvas.right - style->left, 1,
                          canvas.theme->rule);
        if (draw_section(&canvas, section, err))
            return -1;
    }
    if (draw_foot(&canvas, err))
        return -1;
    mlf_manifest_lines_hash(sheets, page);
    return 0;
}
