#include "mlfix/sheet/sheets-plan.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "draw-heading.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/caption.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/icon.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"
#include "typical-strip.h"

const char *const mlf_sheet_types[] = {"jpg", "png", "webp", "pdf", NULL};

/* The file name of a page: "0001-speed-limit-60.jpg", "0002-ball-and-3-more.jpg". */
static char *page_name(const struct mlf_sheets *sheets, size_t page, struct mlf_err *err)
{
    const struct mlf_layout_page *at = &sheets->layout.pages[page];
    const struct mlf_layout_section *first = &sheets->layout.sections[at->first_section];
    const struct mlf_sheet_group *group = &sheets->groups.items[first->group];
    char *name = mlf_path_component(group->key[0] ? group->key : "no-label", err), more[40] = "";
    if (!name)
        return NULL;
    if (at->sections > 1)
        snprintf(more, sizeof more, "-and-%zu-more", at->sections - 1);
    char *file = mlf_strf(err, "%04zu-%s%s.%s", sheets->options.before + page + 1, name, more, sheets->options.type);
    free(name);
    return file;
}

static int name_pages(struct mlf_sheets *sheets, struct mlf_err *err)
{
    sheets->names = mlf_alloc(sheets->layout.n_pages, sizeof *sheets->names, err);
    if (!sheets->names)
        return -1;
    for (size_t p = 0; p < sheets->layout.n_pages; p++)
        if (!(sheets->names[p] = page_name(sheets, p, err)))
            return -1;
    return 0;
}

static int load_icons(struct mlf_sheets *sheets, struct mlf_err *err)
{
    for (size_t g = 0; sheets->options.icons && g < sheets->groups.n; g++) {
        struct mlf_sheet_group *group = &sheets->groups.items[g];
        if (mlf_icon_load(sheets->options.icons, group->key, MLF_STRIP_CELL,
                          mlf_draw_theme_of(sheets->options.light)->page, &group->icon, err))
            return -1;
        sheets->icons += group->icon.data != NULL;
    }
    return 0;
}

/* Counts the lines of caption that each cell of the group has. */
static int count_lines(const struct mlf_sheets *sheets, const struct mlf_sheet_group *group, unsigned char *lines,
                       struct mlf_err *err)
{
    int room = mlf_sheet_caption_room(sheets->style.cell);
    for (size_t i = group->first; i < group->first + group->n; i++) {
        const struct mlf_record *record = &sheets->records->items[sheets->groups.order[i]];
        struct mlf_sheet_caption caption;
        if (mlf_sheet_caption_make(record, sheets->options.captions, sheets->options.n_captions, group, room, &caption,
                                   err))
            return -1;
        lines[i] = (unsigned char)caption.n;
        mlf_sheet_caption_free(&caption);
    }
    return 0;
}

static int lay_out(struct mlf_sheets *sheets, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    struct mlf_layout_group *shapes = mlf_alloc(groups->n, sizeof *shapes, err);
    unsigned char *lines = mlf_alloc(groups->n_cells, 1, err);
    int result = -1;
    if (!shapes || !lines)
        goto done;
    for (size_t g = 0; g < groups->n; g++)
        shapes[g] = (struct mlf_layout_group){.n = groups->items[g].n,
                                              .strip = mlf_typical_strip_is_tall(&groups->items[g]),
                                              .width = mlf_draw_heading_width(&groups->items[g])};
    for (size_t g = 0; g < groups->n; g++)
        if (count_lines(sheets, &groups->items[g], lines, err))
            goto done;
    result = mlf_layout_make(&sheets->style, shapes, groups->n, lines, &sheets->layout, err);
done:
    free(shapes);
    free(lines);
    return result;
}

/* Whether records come in pairs of look-alikes. */
static int has_pairs(const struct mlf_records *records)
{
    for (size_t i = 0; i < records->n; i++)
        if (mlf_record_find(&records->items[i], "lookalike"))
            return 1;
    return 0;
}

/* Where records come in pairs and the number of columns is ours to choose, it is even, so
 * that no row ends between the two of a pair. */
static const char *fit_style(struct mlf_sheets *sheets, const struct mlf_sheet_options *o)
{
    const char *wrong = mlf_layout_fit(&sheets->style, o->page_width, o->page_height, o->cell, o->columns);
    int columns = sheets->style.columns;
    if (wrong || !sheets->pairs || o->columns || columns < 2 || columns % 2 == 0)
        return wrong;
    return mlf_layout_fit(&sheets->style, o->page_width, o->page_height, o->cell, columns - 1);
}

/* A part is a run of pages, as many as of each other part, or one more. */
static void choose_pages(struct mlf_sheets *sheets)
{
    const struct mlf_shard *shard = &sheets->options.shard;
    size_t n = sheets->layout.n_pages, parts = shard->parts ? (size_t)shard->parts : 1;
    size_t part = shard->parts ? (size_t)shard->part - 1 : 0, more = n % parts;
    sheets->first_page = part * (n / parts) + (part < more ? part : more);
    sheets->end_page = sheets->first_page + n / parts + (part < more);
}

int mlf_sheets_plan(struct mlf_sheets *sheets, const struct mlf_sheet_options *options, struct mlf_records *records,
                    struct mlf_err *err)
{
    static const char *const own[] = {"sheet", "sheet_hash", "cell", "cell_rect", "fingerprint", "folded"};
    memset(sheets, 0, sizeof *sheets);
    sheets->options = *options;
    sheets->records = records;
    sheets->pairs = has_pairs(records);
    const char *wrong = fit_style(sheets, options);
    if (wrong)
        return mlf_fail(err, "%s", wrong);
    if (options->n_captions > 2 && sheets->style.top + sheets->style.strip + sheets->style.numbers +
                                           sheets->style.cell + (int)options->n_captions * sheets->style.caption +
                                           sheets->style.bottom >
                                       options->page_height)
        return mlf_fail(err, "the page is too low for a row of cells and their captions");
    for (size_t i = 0; i < records->n; i++)
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            mlf_record_remove(&records->items[i], own[k]);
    if (mlf_sheet_groups_make(records, options->fold, options->tracks, &sheets->groups, err) ||
        load_icons(sheets, err) || lay_out(sheets, err) || name_pages(sheets, err))
        goto failed;
    if (!(sheets->drawn = mlf_alloc(sheets->groups.n_cells, sizeof *sheets->drawn, err)) ||
        !(sheets->hashes = mlf_alloc(sheets->layout.n_pages, sizeof *sheets->hashes, err)) ||
        !(sheets->strips = mlf_typical_strips_new(sheets->groups.n, err)))
        goto failed;
    choose_pages(sheets);
    return 0;
failed:
    mlf_sheets_free(sheets);
    return -1;
}

void mlf_sheets_free(struct mlf_sheets *sheets)
{
    for (size_t p = 0; sheets->names && p < sheets->layout.n_pages; p++)
        free(sheets->names[p]);
    free(sheets->names);
    for (size_t i = 0; sheets->drawn && i < sheets->groups.n_cells; i++)
        free(sheets->drawn[i].error);
    free(sheets->drawn);
    free(sheets->hashes);
    mlf_typical_strips_free(sheets->strips, sheets->groups.n);
    mlf_layout_free(&sheets->layout);
    mlf_sheet_groups_free(&sheets->groups);
    memset(sheets, 0, sizeof *sheets);
}
