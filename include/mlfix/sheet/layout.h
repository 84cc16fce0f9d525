/* Where everything stands on contact sheets: arithmetic only, no pixels.
 *
 * Groups of crops become sections of pages. A section has a heading, a line of column
 * numbers and rows of cells. Rows are named by letters that continue down the page, so
 * that a cell's name (row letters, column number: "C7") is unique on its page.
 *
 * A group that fits on a page is not split. A larger one begins on a new page, and others
 * may follow behind its end. Groups of less than a row stand side by side in one row, an
 * empty column between them, where their headings have room too; so datasets of many
 * rare classes need fewer pages. No page is empty. */
#ifndef MLFIX_SHEET_LAYOUT_H
#define MLFIX_SHEET_LAYOUT_H

#include <stddef.h>

struct mlf_err;

/* All in pixels, except columns. */
struct mlf_layout_style {
    int page_width, page_height;
    int cell; /* side of a cell */
    int columns;
    int gap;         /* between cells, both ways; frames are drawn in it */
    int left, right; /* margins; the row letters stand in the left one */
    int top, bottom; /* margins; the foot line stands in the bottom one */
    int heading;     /* height of a heading line */
    int strip;       /* height of a heading that has a strip of typical crops */
    int numbers;     /* height of the column numbers */
    int caption;     /* height of a line of caption; a row has as many lines as its cells need */
    int between;     /* space between two sections of a page */
};

/* Fills the style for a page of width x height. cell 0: chosen so that the columns fill
 * the width, 96 pixels where `columns` is 0 too. columns 0: as many as fit. With both
 * given, the page becomes as wide as they need. Returns NULL; or a sentence that says
 * what is wrong, where not even one row fits or the page is larger than the limit. */
const char *mlf_layout_fit(struct mlf_layout_style *style, int width, int height, int cell, int columns);

struct mlf_layout_group {
    size_t n;  /* cells; 0 is allowed and gives no section */
    int strip; /* whether a strip of typical crops stands in its heading */
    int width; /* px that its heading needs beside others */
};

struct mlf_layout_cell {
    size_t page, section;
    int row, column; /* in the page, from 0 */
    int x, y;        /* top left corner */
};

struct mlf_layout_section {
    size_t group, page;
    size_t first, n;     /* its cells */
    int y;               /* top of the heading */
    int part, parts;     /* this is part 0..parts - 1 of the group */
    int first_row, rows; /* in the page */
    int column;          /* its first column; above 0: it stands beside the section before it */
};

struct mlf_layout_page {
    size_t first_section, sections; /* at least 1 */
    int height;                     /* used by its sections, margins included; at most page_height */
};

/* Cells in the order of the groups: the first groups[0].n belong to group 0. */
struct mlf_layout {
    struct mlf_layout_cell *cells;
    size_t n_cells;
    struct mlf_layout_section *sections;
    size_t n_sections, section_capacity;
    struct mlf_layout_page *pages;
    size_t n_pages, page_capacity;
};

/* Lays out all groups. lines[i]: how many lines of caption cell i has (NULL: none has any).
 * Freed by mlf_layout_free; nothing is left to free after an error. */
int mlf_layout_make(const struct mlf_layout_style *style, const struct mlf_layout_group *groups, size_t n_groups,
                    const unsigned char *lines, struct mlf_layout *layout, struct mlf_err *err);

void mlf_layout_free(struct mlf_layout *layout);

/* The name of a row: "A" to "Z" for rows 0 to 25, then "AA" and so on. */
#define MLF_ROW_NAME 8
void mlf_layout_row_name(int row, char name[MLF_ROW_NAME]);

/* The name of a cell: "C7" for row 2, column 6. */
#define MLF_CELL_NAME 24
void mlf_layout_cell_name(const struct mlf_layout_cell *cell, char name[MLF_CELL_NAME]);

#endif
