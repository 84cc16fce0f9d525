#include "draw-heading.h"

#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/numeric/expected-words.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/text/text.h"
#include "page-canvas.h"
#include "typical-strip.h"

/* Sizes of text, px. */
enum { NAME_SIZE = 21, SMALLER_NAME = 17, FACTS_SIZE = 13 };

/* A line's ascent is about this share of its size in DejaVu Sans. */
#define ASCENT 0.93

/* Mean width of a character as a share of the text's size; names are bold. */
#define NAME_WIDE 0.68
#define FACTS_WIDE 0.58

/* Gaps, px: between name and facts, for the word before a strip, behind an icon. */
enum { NAME_GAP = 18, STRIP_WORDS = 84, ICON_GAP = 12 };

/* Of a class whose labels the vectors do not confirm. */
#define UNTOLD " · not told from other classes"

/* Appends "120 crops in 30 cells · 59 doubtful · 12 to 39 wrong, 12 to 38 here · page 1 of 2". */
static int put_facts(const struct mlf_page_canvas *canvas, const struct mlf_layout_section *section,
                     struct mlf_buf *buf, struct mlf_err *err)
{
    const struct mlf_sheets *sheets = canvas->sheets;
    struct mlf_expected here;
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    mlf_buf_printf(buf, "%zu crop%s", group->crops, group->crops == 1 ? "" : "s");
    if (group->n < group->crops)
        mlf_buf_printf(buf, " in %zu cells", group->n);
    if (group->doubtful)
        mlf_buf_printf(buf, " · %zu doubtful", group->doubtful);
    if (group->estimated) {
        mlf_buf_puts(buf, " · ");
        mlf_sheet_groups_put_wrong(group, buf);
        mlf_buf_puts(buf, " wrong");
    } else if (group->untold)
        mlf_buf_puts(buf, UNTOLD);
    if (section->parts > 1 && group->estimated) {
        if (mlf_sheet_groups_expect(&sheets->groups, sheets->records, section->first, section->n, &here, err) < 0)
            return -1;
        mlf_buf_puts(buf, ", ");
        mlf_expected_put(buf, &here);
        mlf_buf_puts(buf, " here");
    }
    if (section->parts > 1)
        mlf_buf_printf(buf, " · page %d of %d", section->part + 1, section->parts);
    return mlf_buf_check(buf, err);
}

int mlf_draw_heading_width(const struct mlf_sheet_group *group)
{
    /* "NNN crops", " · NN doubtful", " · NN to NN wrong", " · not told from other classes" */
    int characters = 9 + (group->doubtful ? 14 : 0) + (group->estimated ? 17 : group->untold ? 29 : 0);
    return (int)((double)mlf_text_count(group->name) * NAME_SIZE * NAME_WIDE) + NAME_GAP +
           (int)(characters * FACTS_SIZE * FACTS_WIDE) + (group->icon.data ? group->icon.width + ICON_GAP : 0);
}

/* Where the section's place ends: at the last column, or before the section beside it. */
static int section_right(const struct mlf_page_canvas *canvas, const struct mlf_layout_section *section)
{
    const struct mlf_layout *layout = &canvas->sheets->layout;
    const struct mlf_layout_style *style = &canvas->sheets->style;
    size_t next = (size_t)(section - layout->sections) + 1;
    if (next < layout->n_sections && layout->sections[next].column > 0)
        return style->left + layout->sections[next].column * (style->cell + style->gap) - NAME_GAP;
    return canvas->right;
}

/* Draws name and facts on one baseline from x to `end`. Where there is too little room the
 * name becomes smaller, then loses its middle, and the facts lose their end. */
static int draw_words(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, const char *facts,
                      int x, int end, struct mlf_err *err)
{
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    int height = mlf_typical_strip_is_tall(group) ? canvas->sheets->style.strip : canvas->sheets->style.heading,
        width = 0;
    int baseline = section->y + (height + (int)(NAME_SIZE * 0.7)) / 2 - 2;
    struct mlf_draw_line small = {.x = 0,
                                  .y = baseline - (int)(FACTS_SIZE * ASCENT),
                                  .limit = end - x,
                                  .size = FACTS_SIZE,
                                  .bold = 0,
                                  .align = MLF_ALIGN_LEFT,
                                  .colour = canvas->theme->dim};
    if (mlf_draw_measure(&small, facts, &width, err))
        return -1;
    int room = end - x - width - NAME_GAP;
    const char *whole = group->name[0] ? group->name : "no label";
    struct mlf_draw_line large = {.x = x,
                                  .y = 0,
                                  .limit = room < 80 ? 80 : room,
                                  .size = NAME_SIZE,
                                  .bold = 1,
                                  .align = MLF_ALIGN_LEFT,
                                  .colour = canvas->theme->text};
    if (mlf_draw_measure(&large, whole, &width, err))
        return -1;
    if (width > large.limit)
        large.size = SMALLER_NAME;
    large.y = baseline - (int)(large.size * ASCENT);
    char *name = mlf_draw_fitting(&large, whole, err);
    int result = name ? mlf_draw_text(canvas->pixels, &large, name, &width, err) : -1;
    free(name);
    small.x = x + width + NAME_GAP;
    small.limit = end - small.x;
    return result || small.limit < 1 ? result : mlf_draw_text(canvas->pixels, &small, facts, NULL, err);
}

/* The width of name and facts when nothing is cut. */
static int measure_words(const struct mlf_sheet_group *group, const char *facts, int *width, struct mlf_err *err)
{
    struct mlf_draw_line large = {.size = NAME_SIZE, .bold = 1}, small = {.size = FACTS_SIZE};
    int name = 0;
    if (mlf_draw_measure(&large, group->name, &name, err) || mlf_draw_measure(&small, facts, width, err))
        return -1;
    *width += name + NAME_GAP;
    return 0;
}

int mlf_draw_heading(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err)
{
    const struct mlf_layout_style *style = &canvas->sheets->style;
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    int x = style->left + section->column * (style->cell + style->gap), words = 0, result = -1;
    int end = section_right(canvas, section);
    struct mlf_buf facts = {0};
    if (group->icon.data) {
        mlf_draw_picture(canvas->pixels, &group->icon, x, section->y + (style->strip - 8 - group->icon.height) / 2);
        x += group->icon.width + ICON_GAP;
    }
    if (put_facts(canvas, section, &facts, err) || measure_words(group, facts.data, &words, err))
        goto done;
    if (group->n_typical) {
        /* The words get their room first, as long as enough crops can still be seen. */
        int least = MLF_FEWEST_TYPICAL * (MLF_STRIP_CELL + MLF_STRIP_GAP), left = end - x - words - STRIP_WORDS;
        int half = (canvas->right - style->left) / 2;
        if (mlf_typical_strip_draw(canvas, section, section->y,
                                   left > half    ? half
                                   : left > least ? left
                                                  : least,
                                   &end, err))
            goto done;
    }
    result = draw_words(canvas, section, facts.data, x, end, err);
done:
    mlf_buf_free(&facts);
    return result;
}
