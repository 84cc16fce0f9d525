/* Lays crops out as contact sheets, group by group, for a person to look at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/path.h"
#include "mlfix/page/review-page.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/named-fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/photo/save.h"
#include "mlfix/sheet/budget.h"
#include "mlfix/sheet/overview.h"
#include "mlfix/sheet/sheet-companion.h"
#include "mlfix/sheet/sheets-plan.h"
#include "mlfix/sheet/sheets-write.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/text/typeset.h"

static struct options {
    struct mlf_texts captions;
    const char *output, *page, *fold, *icons, *report, *overview;
    const char *shard;
    struct mlf_shard part; /* from `shard` */
    long cell, across, quality, context, seed, first_sheet;
    double honeypots;
    int theme, type, html, tracks;
    int width, height; /* of the page, from `page` */
} options = {.page = "1600x1000", .quality = 90, .first_sheet = 1};

static const char *const themes[] = {"dark", "light", NULL};

static const struct mlf_option table[] = {
    {.name = "Where to", .kind = MLF_HEADING},
    {"output", 'o', MLF_TEXT, &options.output, "DIR", "folder for the sheets and their manifest (required)", 0, 0,
     NULL},
    {"html", 0, MLF_FLAG, &options.html, NULL, "also write index.html, a page to flag and relabel in any browser", 0, 0,
     NULL},
    {"report", 0, MLF_TEXT, &options.report, "FILE",
     "write which sheets are expected to hold how many wrong labels, those to look at first first", 0, 0, NULL},
    {"overview", 0, MLF_TEXT, &options.overview, "FILE",
     "draw a map of all crops, what is suggested for which label, and how doubtful the crops are, as one picture "
     "(.png, .pdf, .jpg or .webp)",
     0, 0, NULL},
    {.name = "The sheets", .kind = MLF_HEADING},
    {"page", 0, MLF_TEXT, &options.page, "WxH",
     "largest size of a sheet: pixels, or a4, letter, a4-landscape, letter-landscape (default: 1600x1000)", 0, 0, NULL},
    {"cell", 0, MLF_INTEGER, &options.cell, "N", "side of a cell in pixels (default: 96)", 16, 1024, NULL},
    {"across", 0, MLF_INTEGER, &options.across, "N", "cells in a row (default: as many as fit)", 1, 200, NULL},
    {"theme", 0, MLF_CHOICE, &options.theme, NULL, "dark for the screen, light for paper (default: dark)", 0, 0,
     themes},
    {"type", 0, MLF_CHOICE, &options.type, NULL, "file type of the sheets (default: jpg)", 0, 0, mlf_sheet_types},
    {"quality", 0, MLF_INTEGER, &options.quality, "N", "quality of jpg, webp and pdf files (default: 90)", 1, 100,
     NULL},
    {"shard", 0, MLF_TEXT, &options.shard, "I/N",
     "draw only the I-th of N parts of the sheets, of all records (I/N@0 counts from 0)", 0, 0, NULL},
    {"first-sheet", 0, MLF_INTEGER, &options.first_sheet, "N", "number of the first sheet (default: 1)", 1, 100000000,
     NULL},
    {.name = "What stands in a cell", .kind = MLF_HEADING},
    {"caption", 0, MLF_TEXTS, &options.captions, "FIELD",
     "show this field under every cell, up to four if repeated (default: the likelier label under doubtful ones; "
     "labels that the heading does not tell)",
     0, 0, NULL},
    {"fold", 0, MLF_TEXT, &options.fold, "FIELD",
     "crops with the same value of this field, such as cluster, share a cell (default: a cell each)", 0, 0, NULL},
    {"tracks", 0, MLF_FLAG, &options.tracks, NULL,
     "crops of one track share a cell that shows some of its frames, whatever their labels", 0, 0, NULL},
    {"icons", 0, MLF_TEXT, &options.icons, "DIR",
     "show a picture of each class in its heading: DIR/LABEL.svg, png, jpg, webp", 0, 0, NULL},
    {"context", 0, MLF_INTEGER, &options.context, "PERCENT",
     "show each box in its surroundings, so much of its longer side around it (default: 0, the crop alone)", 0, 1000,
     NULL},
    {.name = "How well reviewers see", .kind = MLF_HEADING},
    {"honeypots", 0, MLF_NUMBER, &options.honeypots, "PERCENT",
     "plant so many objects under a wrong label, to measure how many a reviewer sees (default: 0)", 0, 50, NULL},
    {"seed", 0, MLF_INTEGER, &options.seed, "N", "for the choice of what --honeypots plants (default: 0)", 0,
     2147483647, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-mosaic",
    .operands = "[FILE]",
    .summary = "lay crops out as contact sheets, group by group",
    .options = table,
    .max_operands = 1,
};

/* Paper at 150 pixels an inch. */
static int is_paper(struct options *o)
{
    static const struct {
        const char *name;
        int width, height;
    } papers[] = {
        {"a4", 1240, 1754}, {"a4-landscape", 1754, 1240}, {"letter", 1275, 1650}, {"letter-landscape", 1650, 1275}};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (strcasecmp(o->page, papers[i].name) == 0) {
            o->width = papers[i].width;
            o->height = papers[i].height;
            return 1;
        }
    return 0;
}

/* Whether a picture can be written under this name. */
static int is_picture(const char *name)
{
    static const char *const ends[] = {".png", ".pdf", ".jpg", ".jpeg", ".webp"};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (length > strlen(ends[i]) && strcasecmp(name + length - strlen(ends[i]), ends[i]) == 0)
            return 1;
    return 0;
}

static const char *check_options(struct options *o)
{
    struct mlf_layout_style style;
    struct stat status;
    int end = 0;
    if (!o->output || !*o->output)
        return "the folder for the sheets is missing: -o DIR";
    if (o->overview && !is_picture(o->overview))
        return "--overview wants a name that ends in .png, .pdf, .jpg or .webp";
    if (o->icons && (stat(o->icons, &status) || !S_ISDIR(status.st_mode)))
        return "--icons wants a folder";
    if (o->shard && (o->html || o->report || o->overview || o->honeypots > 0))
        return "--shard draws a part of the sheets: --html, --report, --overview and --honeypots are about all of them";
    const char *wrong = o->shard ? mlf_shard_parse(&o->part, o->shard) : NULL;
    if (wrong)
        return wrong;
    if (o->captions.n > MLF_CAPTION_LINES)
        return "--caption may be given four times at most";
    if (is_paper(o))
        return mlf_layout_fit(&style, o->width, o->height, (int)o->cell, (int)o->across);
    if (strlen(o->page) > 12 || sscanf(o->page, "%5dx%5d%n", &o->width, &o->height, &end) != 2 || o->page[end] ||
        o->width < 64 || o->height < 64 || o->width > MLF_LIMIT_SHEET_SIDE || o->height > MLF_LIMIT_SHEET_SIDE)
        return "--page wants a width and height from 64 to " MLF_LIMIT_TEXT(
            MLF_LIMIT_SHEET_SIDE) ", as in 1600x1000, or a paper's name, such as a4";
    return mlf_layout_fit(&style, o->width, o->height, (int)o->cell, (int)o->across);
}

static void show_progress(size_t done, size_t total)
{
    mlf_progress("sheets", done, total);
}

static int print_names(const struct mlf_sheets *sheets, struct mlf_err *err)
{
    for (size_t p = sheets->first_page; p < sheets->end_page; p++) {
        char *path = mlf_path_join(options.output, sheets->names[p], err);
        if (!path)
            return -1;
        puts(path);
        free(path);
    }
    return 0;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void sum_up(const struct mlf_sheets *sheets)
{
    size_t cells = sheets->groups.n_cells, groups = sheets->groups.n, pages = sheets->layout.n_pages;
    size_t crops = sheets->groups.first_member[cells], left_out = sheets->records->n - crops;
    mlf_note("%zu crop%s in %zu group%s on %zu sheet%s", crops, plural(crops), groups, plural(groups), pages,
             plural(pages));
    if (cells < crops)
        mlf_note("folded into %zu cells", cells);
    if (options.shard)
        mlf_note("%zu of them are drawn here", sheets->end_page - sheets->first_page);
    if (options.icons)
        (sheets->icons == 0 && groups > 0 ? mlf_warn : mlf_note)("'%s' has an icon for %zu of %zu group%s",
                                                                 options.icons, sheets->icons, groups, plural(groups));
    if (left_out)
        mlf_note("not shown: %zu record%s with an error from before", left_out, plural(left_out));
    if (sheets->broken)
        mlf_note("crossed out: %zu crop%s that cannot be read", sheets->broken, plural(sheets->broken));
}

static int plant_honeypots(struct mlf_records *records, struct mlf_err *err)
{
    struct mlf_honeypot_options how = {options.honeypots, (uint64_t)options.seed, options.fold};
    size_t earlier = mlf_honeypots_remove(records), planted = 0, wanted = 0;
    if (earlier)
        mlf_note("left out: %zu honeypot%s from before", earlier, plural(earlier));
    if (options.honeypots <= 0)
        return 0;
    for (size_t i = 0; i < records->n; i++)
        if (mlf_record_of_set(&records->items[i]))
            return mlf_fail(
                err, "%s:%zu: a label of a photo that may have several: --honeypots plants only objects with one",
                records->items[i].file, records->items[i].number);
    if (mlf_honeypots_plant(records, &how, &planted, &wanted, err))
        return -1;
    if (wanted == 0)
        return 0;
    if (planted == 0)
        return mlf_fail(err, "no honeypot can be planted: that takes records whose label mlfix-rank doubts, and "
                             "others of the suggested label that it does not doubt");
    mlf_note("planted %zu honeypot%s", planted, plural(planted));
    if (planted < wanted)
        mlf_warn("%zu honeypots were asked for: that takes as many doubted labels, and objects of the suggested ones",
                 wanted);
    return 0;
}

static int check_fields(struct mlf_named_fields *named, const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < options.captions.n; i++)
        if (mlf_named_fields_add(named, "--caption", options.captions.items[i], 0, err))
            return -1;
    if ((options.fold && mlf_named_fields_add(named, "--fold", options.fold, 0, err)) ||
        mlf_named_fields_look(named, records, err) || mlf_named_fields_settle(named, err))
        return -1;
    mlf_named_fields_tell(named, mlf_warn, mlf_note);
    return 0;
}

/* Says what each sheet is expected to bring. */
static int report(const struct mlf_sheets *sheets, struct mlf_err *err)
{
    struct mlf_budget budget = {0};
    struct mlf_buf buf = {0};
    int result = -1;
    if (mlf_budget_make(sheets, &budget, err))
        goto done;
    mlf_budget_say(&budget, sheets, &buf);
    if (mlf_buf_check(&buf, err))
        goto done;
    mlf_note("%s", buf.data);
    mlf_buf_clear(&buf);
    mlf_budget_print(&budget, sheets, &buf);
    result = mlf_buf_check(&buf, err);
    if (result == 0)
        result = mlf_file_write(options.report, buf.data, buf.length, err);
done:
    mlf_budget_free(&budget);
    mlf_buf_free(&buf);
    return result;
}

/* Draws the picture of all. */
static int draw_overview(const struct mlf_sheets *sheets, struct mlf_err *err)
{
    struct mlf_overview_facts facts;
    struct mlf_pixels pixels = {NULL, 0, 0};
    int result = mlf_overview_draw(sheets, &pixels, &facts, err) ||
                         mlf_pixels_save(&pixels, options.overview, (int)options.quality, err)
                     ? -1
                     : 0;
    mlf_pixels_free(&pixels);
    if (result == 0 && facts.placed < facts.crops)
        mlf_note("on the map of '%s': %zu of %zu crops; mlfix-rank --evidence gives records their places",
                 options.overview, facts.placed, facts.crops);
    return result;
}

static int run(const char *input, struct mlf_err *err)
{
    struct mlf_sheet_options look = {.page_width = options.width,
                                     .page_height = options.height,
                                     .cell = (int)options.cell,
                                     .columns = (int)options.across,
                                     .light = options.theme == 1,
                                     .type = mlf_sheet_types[options.type],
                                     .quality = (int)options.quality,
                                     .captions = options.captions.items,
                                     .n_captions = options.captions.n,
                                     .fold = options.fold,
                                     .tracks = options.tracks,
                                     .icons = options.icons,
                                     .shard = options.part,
                                     .before = (size_t)options.first_sheet - 1,
                                     .context = (int)options.context};
    struct mlf_review_page page = {0};
    struct mlf_sheet_companion companion;
    struct mlf_records records = {NULL, 0, 0};
    struct mlf_sheets sheets = {0};
    struct mlf_named_fields named = {0};
    int status = -1;
    if (mlf_vips_start(err))
        return -1;
    mlf_review_page_accompany(&page, look.type, options.html, &companion);
    if (mlf_common.jobs > 1)
        mlf_typeset_prepare();
    if (mlf_records_read(&records, input, mlf_common.jobs, err) || check_fields(&named, &records, err) ||
        plant_honeypots(&records, err) || mlf_sheets_plan(&sheets, &look, &records, err) ||
        mlf_sheets_write(&sheets, options.output, &companion, mlf_common.jobs, show_progress, err))
        goto done;
    sum_up(&sheets);
    if ((options.report && report(&sheets, err)) || (options.overview && draw_overview(&sheets, err)))
        goto done;
    status = print_names(&sheets, err) ? -1 : mlf_cli_items_failed(sheets.broken, records.n);
done:
    mlf_named_fields_free(&named);
    mlf_sheets_free(&sheets);
    mlf_records_free(&records);
    mlf_vips_stop();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options(&options);
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(mlf_operand_count ? mlf_operands[0] : "-", &err), &err);
}
