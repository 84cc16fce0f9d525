#include "mlfix/sheet/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"

const char *mlf_layout_fit(struct mlf_layout_style *style, int width, int height, int cell, int columns)
{
    *style = (struct mlf_layout_style){.page_width = width,
                                       .page_height = height,
                                       .gap = 7,
                                       .left = 36,
                                       .right = 24,
                                       .top = 10,
                                       .bottom = 34,
                                       .heading = 34,
                                       .strip = 58,
                                       .numbers = 18,
                                       .caption = 14,
                                       .between = 10};
    int inside = width - style->left - style->right + style->gap;
    if (!columns) {
        style->columns = inside / ((cell ? cell : 96) + style->gap);
        style->cell = cell || style->columns < 1 ? cell : inside / style->columns - style->gap;
    } else {
        style->columns = columns;
        style->cell = cell ? cell : inside / columns - style->gap;
        if (cell)
            style->page_width = style->left + style->right + columns * (cell + style->gap) - style->gap;
    }
    if (style->columns < 1 || style->cell < 8)
        return "the page is too narrow for its cells";
    if (style->page_width > MLF_LIMIT_SHEET_SIDE || height > MLF_LIMIT_SHEET_SIDE)
        return "a page has at most " MLF_LIMIT_TEXT(
            MLF_LIMIT_SHEET_SIDE) " pixels on each side: give it fewer or smaller cells";
    if (style->top + style->strip + style->numbers + style->cell + 2 * style->caption + style->bottom > height)
        return "the page is too low for a row of cells";
    return NULL;
}

void mlf_layout_row_name(int row, char name[MLF_ROW_NAME])
{
    char reversed[MLF_ROW_NAME];
    int n = 0, length = 0;
    /* bijective base 26: after Z comes AA */
    for (int rest = row + 1; rest > 0 && n < MLF_ROW_NAME - 1; rest = (rest - 1) / 26)
        reversed[n++] = (char)('A' + (rest - 1) % 26);
    while (n > 0)
        name[length++] = reversed[--n];
    name[length] = '\0';
}

void mlf_layout_cell_name(const struct mlf_layout_cell *cell, char name[MLF_CELL_NAME])
{
    char row[MLF_ROW_NAME];
    mlf_layout_row_name(cell->row, row);
    snprintf(name, MLF_CELL_NAME, "%s%d", row, cell->column + 1);
}

void mlf_layout_free(struct mlf_layout *layout)
{
    free(layout->cells);
    free(layout->sections);
    free(layout->pages);
    memset(layout, 0, sizeof *layout);
}

/* The page that is being filled, and how far it is. */
struct cursor {
    const struct mlf_layout_style *style;
    const unsigned char *lines;
    struct mlf_layout *layout;
    int y, rows; /* of the open page: where the next row begins, rows so far */
    /* The last row, where its group has no other row and more groups may stand beside it: */
    int used;        /* columns that are taken, by cells or by a heading; 0: nothing may stand beside it */
    int strip;       /* whether its headings have the height of a strip */
    int row_y, tall; /* its top and its height, px */
};

static int heading_height(const struct mlf_layout_style *style, int strip)
{
    return (strip ? style->strip : style->heading) + style->numbers;
}

/* The height of the row of cells first..end-1, at most style->columns of them. */
static int row_height(const struct cursor *at, size_t first, size_t end)
{
    int lines = 0;
    for (size_t i = first; at->lines && i < end; i++)
        lines = at->lines[i] > lines ? at->lines[i] : lines;
    return at->style->cell + at->style->gap + lines * at->style->caption;
}

static size_t row_end(const struct cursor *at, size_t first, size_t end)
{
    size_t columns = (size_t)at->style->columns;
    return end - first > columns ? first + columns : end;
}

static int open_page(struct cursor *at, struct mlf_err *err)
{
    struct mlf_layout *layout = at->layout;
    if (mlf_grow(&layout->pages, &layout->page_capacity, layout->n_pages + 1, sizeof *layout->pages, err))
        return -1;
    layout->pages[layout->n_pages++] = (struct mlf_layout_page){.first_section = layout->n_sections};
    at->y = at->style->top;
    at->rows = 0;
    return 0;
}

static int open_section(struct cursor *at, size_t group, size_t first, int strip, struct mlf_err *err)
{
    struct mlf_layout *layout = at->layout;
    struct mlf_layout_page *page = &layout->pages[layout->n_pages - 1];
    if (mlf_grow(&layout->sections, &layout->section_capacity, layout->n_sections + 1, sizeof *layout->sections, err))
        return -1;
    if (page->sections > 0)
        at->y += at->style->between;
    layout->sections[layout->n_sections++] = (struct mlf_layout_section){
        .group = group, .page = layout->n_pages - 1, .first = first, .y = at->y, .first_row = at->rows};
    page->sections++;
    at->y += heading_height(at->style, strip);
    return 0;
}

/* Places the cells first..end - 1 of the last section in a row of the page, at height y. */
static void place_cells(struct cursor *at, size_t first, size_t end, int row, int y)
{
    struct mlf_layout *layout = at->layout;
    const struct mlf_layout_style *style = at->style;
    struct mlf_layout_section *section = &layout->sections[layout->n_sections - 1];
    for (size_t i = first; i < end; i++) {
        int column = section->column + (int)(i - first);
        layout->cells[i] = (struct mlf_layout_cell){.page = layout->n_pages - 1,
                                                    .section = layout->n_sections - 1,
                                                    .row = row,
                                                    .column = column,
                                                    .x = style->left + column * (style->cell + style->gap),
                                                    .y = y};
    }
    section->n += end - first;
    section->rows++;
}

static void place_row(struct cursor *at, size_t first, size_t end)
{
    struct mlf_layout *layout = at->layout;
    place_cells(at, first, end, at->rows, at->y);
    at->rows++;
    at->y += row_height(at, first, end);
    layout->pages[layout->n_pages - 1].height = at->y + at->style->bottom;
}

/* ---- Groups side by side ---- */

/* Columns that the group takes in a row that it shares: for its cells, or for its heading
 * where that is wider. */
static int columns_of(const struct cursor *at, const struct mlf_layout_group *group)
{
    int pitch = at->style->cell + at->style->gap, named = (group->width + pitch - 1) / pitch;
    return (size_t)named > group->n ? named : (int)group->n;
}

static int fits_beside(const struct cursor *at, const struct mlf_layout_group *group, size_t first)
{
    const struct mlf_layout_style *style = at->style;
    if (at->used == 0 || group->strip != at->strip || group->n > (size_t)style->columns ||
        at->used + 1 + columns_of(at, group) > style->columns)
        return 0;
    int tall = row_height(at, first, first + group->n);
    return at->row_y + (tall > at->tall ? tall : at->tall) <= style->page_height - style->bottom;
}

/* Places the group in the last row, behind an empty column. */
static int place_beside(struct cursor *at, size_t group_index, const struct mlf_layout_group *group, size_t first,
                        struct mlf_err *err)
{
    struct mlf_layout *layout = at->layout;
    struct mlf_layout_page *page = &layout->pages[layout->n_pages - 1];
    int tall = row_height(at, first, first + group->n);
    if (mlf_grow(&layout->sections, &layout->section_capacity, layout->n_sections + 1, sizeof *layout->sections, err))
        return -1;
    const struct mlf_layout_section *before = &layout->sections[layout->n_sections - 1];
    struct mlf_layout_section section = {.group = group_index,
                                         .page = before->page,
                                         .first = first,
                                         .y = before->y,
                                         .parts = 1,
                                         .first_row = before->first_row,
                                         .column = at->used + 1};
    layout->sections[layout->n_sections++] = section;
    page->sections++;
    place_cells(at, first, first + group->n, at->rows - 1, at->row_y);
    at->used += 1 + columns_of(at, group);
    at->tall = tall > at->tall ? tall : at->tall;
    at->y = at->row_y + at->tall;
    page->height = at->y + at->style->bottom;
    return 0;
}

/* Whether the next group begins on a new page: where it does not fit on this one. A page
 * that begins with a class gets its name, and classes that fill pages are looked for. */
static int wants_new_page(const struct cursor *at, const struct mlf_layout_group *group, size_t first)
{
    const struct mlf_layout_style *style = at->style;
    long whole = heading_height(style, group->strip),
         left = style->page_height - style->bottom - at->y - style->between;
    for (size_t i = first; i < first + group->n; i = row_end(at, i, first + group->n))
        whole += row_height(at, i, row_end(at, i, first + group->n));
    return whole > left;
}

static int place_group(struct cursor *at, size_t group_index, const struct mlf_layout_group *group, size_t first,
                       struct mlf_err *err)
{
    struct mlf_layout *layout = at->layout;
    size_t end = first + group->n, first_section = layout->n_sections;
    int bottom = at->style->page_height - at->style->bottom;
    if (fits_beside(at, group, first))
        return place_beside(at, group_index, group, first, err);
    if (layout->n_pages == 0 || wants_new_page(at, group, first))
        if (open_page(at, err))
            return -1;
    if (open_section(at, group_index, first, group->strip, err))
        return -1;
    for (size_t i = first; i < end; i = row_end(at, i, end)) {
        if (layout->sections[layout->n_sections - 1].rows > 0 &&
            at->y + row_height(at, i, row_end(at, i, end)) > bottom)
            if (open_page(at, err) || open_section(at, group_index, i, group->strip, err))
                return -1;
        place_row(at, i, row_end(at, i, end));
    }
    for (size_t s = first_section; s < layout->n_sections; s++) {
        layout->sections[s].part = (int)(s - first_section);
        layout->sections[s].parts = (int)(layout->n_sections - first_section);
    }
    at->used = group->n <= (size_t)at->style->columns ? columns_of(at, group) : 0;
    at->strip = group->strip;
    at->tall = row_height(at, first, row_end(at, first, end));
    at->row_y = at->y - at->tall;
    return 0;
}

int mlf_layout_make(const struct mlf_layout_style *style, const struct mlf_layout_group *groups, size_t n_groups,
                    const unsigned char *lines, struct mlf_layout *layout, struct mlf_err *err)
{
    struct cursor at = {.style = style, .lines = lines, .layout = layout};
    memset(layout, 0, sizeof *layout);
    for (size_t g = 0; g < n_groups; g++)
        layout->n_cells += groups[g].n;
    layout->cells = mlf_alloc(layout->n_cells, sizeof *layout->cells, err);
    if (!layout->cells)
        goto failed;
    size_t first = 0;
    for (size_t g = 0; g < n_groups; g++) {
        if (groups[g].n && place_group(&at, g, &groups[g], first, err))
            goto failed;
        first += groups[g].n;
    }
    return 0;
failed:
    mlf_layout_free(layout);
    return -1;
}
