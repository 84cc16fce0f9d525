#include <stdlib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/sheet/layout.h"

/* Every cell once, inside its page, on no other's place; names unique on a page;
 * no page without cells; sections in order. */
static void check_layout(const struct mlf_layout_style *style, const struct mlf_layout_group *groups, size_t n_groups,
                         const struct mlf_layout *layout)
{
    size_t cells = 0, section = 0;
    int inside = 1, apart = 1, named = 1, ordered = 1;
    for (size_t g = 0; g < n_groups; g++)
        cells += groups[g].n;
    CHECK(layout->n_cells == cells);
    for (size_t p = 0; p < layout->n_pages; p++) {
        const struct mlf_layout_page *page = &layout->pages[p];
        CHECK(page->sections > 0 && page->first_section == section);
        CHECK(page->height <= style->page_height);
        section += page->sections;
        CHECK(layout->sections[section - 1].n > 0);
    }
    CHECK(section == layout->n_sections);
    for (size_t i = 0; i < cells; i++) {
        const struct mlf_layout_cell *c = &layout->cells[i];
        const struct mlf_layout_section *s = &layout->sections[c->section];
        inside &= c->x >= style->left && c->x + style->cell + style->right <= style->page_width;
        inside &= c->y >= s->y && c->y + style->cell + style->bottom <= layout->pages[c->page].height;
        ordered &= s->page == c->page && i >= s->first && i < s->first + s->n;
        for (size_t j = i > 400 ? i - 400 : 0; j < i; j++) {
            const struct mlf_layout_cell *d = &layout->cells[j];
            char a[MLF_CELL_NAME], b[MLF_CELL_NAME];
            if (d->page != c->page)
                continue;
            apart &= abs(c->x - d->x) >= style->cell + style->gap || abs(c->y - d->y) >= style->cell + style->gap;
            mlf_layout_cell_name(c, a);
            mlf_layout_cell_name(d, b);
            named &= strcmp(a, b) != 0;
        }
    }
    CHECK(inside);
    CHECK(apart);
    CHECK(named);
    CHECK(ordered);
}

static void test_row_names(void)
{
    static const struct {
        int row;
        const char *name;
    } expected[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char name[MLF_ROW_NAME];
        mlf_layout_row_name(expected[i].row, name);
        CHECK_TEXT(name, expected[i].name);
    }
    struct mlf_layout_cell cell = {0, 0, 2, 6, 0, 0};
    char name[MLF_CELL_NAME];
    mlf_layout_cell_name(&cell, name);
    CHECK_TEXT(name, "C7");
}

static void test_fit(void)
{
    struct mlf_layout_style style;
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(style.columns == 15 && style.cell == 96);
    CHECK(mlf_layout_fit(&style, 1600, 1000, 48, 0) == NULL);
    CHECK(style.cell == 48 && style.columns == 28);
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 8) == NULL);
    CHECK(style.columns == 8 && style.cell > 180);
    CHECK(style.left + 8 * (style.cell + style.gap) - style.gap + style.right <= 1600);
    CHECK(mlf_layout_fit(&style, 1600, 1000, 200, 20) == NULL);
    CHECK(style.left + 20 * (200 + style.gap) - style.gap + style.right == style.page_width);
    CHECK(mlf_layout_fit(&style, 1600, 200, 0, 0) != NULL);
    CHECK(mlf_layout_fit(&style, 100, 1000, 0, 0) != NULL);
    CHECK(mlf_layout_fit(&style, 300, 1000, 0, 200) != NULL);
}

static void test_nothing(void)
{
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_err err = {""};
    struct mlf_layout_group empty[2] = {{0, 0, 0}, {0, 1, 0}};
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(mlf_layout_make(&style, NULL, 0, NULL, &layout, &err) == 0);
    CHECK(layout.n_pages == 0);
    mlf_layout_free(&layout);
    CHECK(mlf_layout_make(&style, empty, 2, NULL, &layout, &err) == 0);
    CHECK(layout.n_pages == 0 && layout.n_sections == 0);
    mlf_layout_free(&layout);
}

static void test_small_groups_share(void)
{
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_err err = {""};
    struct mlf_layout_group groups[5] = {{3, 0, 200}, {15, 0, 200}, {1, 0, 200}, {16, 1, 200}, {2, 0, 200}};
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(mlf_layout_make(&style, groups, 5, NULL, &layout, &err) == 0);
    check_layout(&style, groups, 5, &layout);
    CHECK(layout.n_pages == 1 || (layout.n_pages == 2 && layout.pages[0].sections == 4));
    CHECK(layout.cells[3].row == 1 && layout.cells[18].row == 2 && layout.cells[19].row == 3 &&
          layout.cells[34].row == 4);
    mlf_layout_free(&layout);
}

/* Groups of less than a row share one, a column between them, as far as cells and
 * headings have room and the headings are of one height. */
static void test_side_by_side(void)
{
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_err err = {""};
    struct mlf_layout_group groups[7] = {{3, 0, 300}, {2, 0, 400}, {4, 0, 0},   {2, 0, 0},
                                         {5, 1, 0},   {2, 1, 0},   {20, 1, 300}};
    static const struct {
        int row, column;
    } expected[7] = {{0, 0}, {0, 4}, {0, 9}, {1, 0}, {2, 0}, {2, 6}, {3, 0}};
    unsigned char lines[38] = {[3] = 2};
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(mlf_layout_make(&style, groups, 7, lines, &layout, &err) == 0);
    check_layout(&style, groups, 7, &layout);
    CHECK(layout.n_pages == 1 && layout.n_sections == 7);
    for (size_t s = 0; s < layout.n_sections; s++) {
        const struct mlf_layout_cell *cell = &layout.cells[layout.sections[s].first];
        CHECK(cell->row == expected[s].row && cell->column == expected[s].column);
        CHECK(layout.sections[s].column == expected[s].column && layout.sections[s].parts == 1);
    }
    CHECK(layout.sections[2].y == layout.sections[0].y && layout.cells[5].y == layout.cells[0].y);
    /* a row is as high as the captions of all that stand in it */
    CHECK(layout.cells[9].y - layout.cells[0].y ==
          style.cell + style.gap + 2 * style.caption + style.between + style.heading + style.numbers);
    mlf_layout_free(&layout);
}

/* A group that would fit a page stays whole; one that does not is cut into
 * parts that are counted. */
static void test_parts(void)
{
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_err err = {""};
    struct mlf_layout_group groups[3] = {{45, 0, 0}, {100, 0, 0}, {400, 0, 0}};
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(mlf_layout_make(&style, groups, 3, NULL, &layout, &err) == 0);
    check_layout(&style, groups, 3, &layout);
    CHECK(layout.sections[1].group == 1 && layout.sections[1].n == 100 && layout.sections[1].page == 1);
    CHECK(layout.sections[2].parts == 4 && layout.sections[2].part == 0 && layout.sections[5].part == 3);
    mlf_layout_free(&layout);
}

static void test_caption_lines(void)
{
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_err err = {""};
    struct mlf_layout_group group = {45, 0, 0};
    unsigned char lines[45] = {[3] = 1, [20] = 2, [21] = 1};
    CHECK(mlf_layout_fit(&style, 1600, 1000, 0, 0) == NULL);
    CHECK(mlf_layout_make(&style, &group, 1, lines, &layout, &err) == 0);
    CHECK(layout.cells[15].y - layout.cells[0].y == style.cell + style.gap + style.caption);
    CHECK(layout.cells[30].y - layout.cells[15].y == style.cell + style.gap + 2 * style.caption);
    CHECK(layout.pages[0].height == layout.cells[30].y + style.cell + style.gap + style.bottom);
    mlf_layout_free(&layout);
}

static void test_random(void)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 7);
    for (int round = 0; round < 300; round++) {
        struct mlf_layout_style style;
        struct mlf_layout layout;
        struct mlf_layout_group groups[12];
        struct mlf_err err = {""};
        static unsigned char lines[12 * 500];
        size_t n = 1 + mlf_rng_below(&rng, 12);
        int width = 300 + (int)mlf_rng_below(&rng, 1500), height = 300 + (int)mlf_rng_below(&rng, 1000);
        int cell = mlf_rng_below(&rng, 2) ? 0 : 16 + (int)mlf_rng_below(&rng, 130);
        if (mlf_layout_fit(&style, width, height, cell, mlf_rng_below(&rng, 3) ? 0 : 1 + (int)mlf_rng_below(&rng, 9)))
            continue;
        for (size_t g = 0; g < n; g++)
            groups[g] = (struct mlf_layout_group){mlf_rng_below(&rng, mlf_rng_below(&rng, 3) ? 20 : 500),
                                                  (int)mlf_rng_below(&rng, 2), (int)mlf_rng_below(&rng, 400)};
        for (size_t i = 0; i < sizeof lines; i++)
            lines[i] = (unsigned char)(mlf_rng_below(&rng, 9) ? 0 : mlf_rng_below(&rng, 3));
        CHECK(mlf_layout_make(&style, groups, n, lines, &layout, &err) == 0);
        check_layout(&style, groups, n, &layout);
        mlf_layout_free(&layout);
    }
}

int main(void)
{
    RUN(test_row_names);
    RUN(test_fit);
    RUN(test_nothing);
    RUN(test_small_groups_share);
    RUN(test_side_by_side);
    RUN(test_parts);
    RUN(test_caption_lines);
    RUN(test_random);
    return check_done();
}
