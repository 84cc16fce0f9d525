/* Headings of sections. */
#include <stdlib.h>

#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/honeypots.h"
#include "mlfix/image.h"
#include "mlfix/record.h"
#include "sheet-page.h"

/* Sizes of text, px. */
enum { NAME_SIZE = 21, FACTS_SIZE = 13 };

/* A line's ascent is about this share of its size in DejaVu Sans. */
#define ASCENT 0.93

enum { STRIP_GAP = 4, FEWEST_TYPICAL = 4, ICON_GAP = 12 };

/* The typical crops, right-aligned; *left is where they begin. */
static int draw_strip(struct mlf_canvas *canvas, const struct mlf_sheet_group *group, int y, int *left,
                      struct mlf_err *err)
{
    int room = (canvas->right - canvas->sheets->style.left) / 2, fit = room / (MLF_STRIP_CELL + STRIP_GAP);
    int n = group->n_typical < fit ? group->n_typical : fit, drawn = 0;
    *left = canvas->right;
    if (n < FEWEST_TYPICAL)
        return 0;
    for (int k = n - 1; k >= 0; k--) {
        /* where fewer fit than were chosen, they still spread over all of them */
        size_t chosen = group->typical[(2 * k + 1) * group->n_typical / (2 * n)];
        struct mlf_pixels tile = {NULL, 0, 0};
        int lifted;
        if (mlf_tile_make(&canvas->sheets->records->items[chosen], MLF_STRIP_CELL, canvas->theme->cell, &tile, &lifted,
                          err)) {
            mlf_err_clear(err); /* the record's own cell says so */
            continue;
        }
        *left -= MLF_STRIP_CELL + (drawn++ ? STRIP_GAP : 0);
        mlf_draw_picture(canvas->pixels, &tile, *left, y);
        mlf_pixels_free(&tile);
    }
    if (!drawn)
        return 0;
    struct mlf_line line = {*left - 8,         y + (MLF_STRIP_CELL - FACTS_SIZE) / 2, 90, FACTS_SIZE, 0, MLF_RIGHT,
                            canvas->theme->dim};
    int width = 0;
    if (mlf_draw_text(canvas->pixels, &line, "typical", &width, err))
        return -1;
    *left -= width + 24;
    return 0;
}

/* Wrong labels that a section of several holds. */
static double wrong_in(const struct mlf_canvas *canvas, const struct mlf_layout_section *section)
{
    const struct mlf_sheet_groups *groups = &canvas->sheets->groups;
    double sum = 0, wrong;
    for (size_t k = groups->first_member[section->first]; k < groups->first_member[section->first + section->n]; k++) {
        const struct mlf_record *record = &canvas->sheets->records->items[groups->member[k]];
        if (!mlf_honeypot_is(record) && mlf_record_number(record, "wrong", &wrong))
            sum += wrong;
    }
    return sum;
}

/* "none", "1", "39" */
static void put_count(struct mlf_buf *buf, double count)
{
    if (count < 0.5)
        mlf_buf_puts(buf, "none");
    else
        mlf_buf_printf(buf, "%.0f", count);
}

/* "120 crops in 30 cells · 59 doubtful · about 39 wrong · page 1 of 2: 38" */
static void put_facts(const struct mlf_canvas *canvas, const struct mlf_layout_section *section, struct mlf_buf *buf)
{
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    mlf_buf_printf(buf, "%zu crop%s", group->crops, group->crops == 1 ? "" : "s");
    if (group->n < group->crops)
        mlf_buf_printf(buf, " in %zu cells", group->n);
    if (group->doubtful)
        mlf_buf_printf(buf, " · %zu doubtful", group->doubtful);
    if (group->estimated) {
        mlf_buf_puts(buf, " · about ");
        put_count(buf, group->wrong);
        mlf_buf_puts(buf, " wrong");
    }
    if (section->parts > 1)
        mlf_buf_printf(buf, " · page %d of %d", section->part + 1, section->parts);
    if (section->parts > 1 && group->estimated) {
        mlf_buf_puts(buf, ": ");
        put_count(buf, wrong_in(canvas, section));
    }
}

int mlf_draw_heading(struct mlf_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err)
{
    const struct mlf_layout_style *style = &canvas->sheets->style;
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    int height = mlf_sheet_is_tall(group) ? style->strip : style->heading, end = canvas->right, width = 0,
        x = style->left;
    struct mlf_buf facts = {0};
    int result = -1;
    char *name = NULL;
    if (group->n_typical && draw_strip(canvas, group, section->y, &end, err))
        return -1;
    if (group->icon.data) {
        mlf_draw_picture(canvas->pixels, &group->icon, x, section->y + (height - 8 - group->icon.height) / 2);
        x += group->icon.width + ICON_GAP;
    }
    put_facts(canvas, section, &facts);
    struct mlf_line small = {0, 0, end - x, FACTS_SIZE, 0, MLF_LEFT, canvas->theme->dim};
    if (mlf_buf_check(&facts, err) || mlf_draw_measure(&small, facts.data, &width, err))
        goto done;
    int baseline = section->y + (height + (int)(NAME_SIZE * 0.7)) / 2 - 2;
    int room = end - x - width - 20;
    struct mlf_line large = {
        x, baseline - (int)(NAME_SIZE * ASCENT), room < 40 ? 40 : room, NAME_SIZE, 1, MLF_LEFT, canvas->theme->text};
    name = mlf_draw_fitting(&large, group->name[0] ? group->name : "no label", err);
    if (!name || mlf_draw_text(canvas->pixels, &large, name, &width, err))
        goto done;
    small.x = x + width + 18;
    small.y = baseline - (int)(FACTS_SIZE * ASCENT);
    small.limit = end - small.x;
    result = mlf_draw_text(canvas->pixels, &small, facts.data, NULL, err);
done:
    free(name);
    mlf_buf_free(&facts);
    return result;
}
