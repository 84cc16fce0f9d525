#include "mlfix/sheet/overview.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/text/text.h"
#include "overview-data.h"

/* All in px. */
enum {
    WIDTH = 1600,
    HEIGHT = 1000,
    MARGIN = 40,
    TOP = 84,   /* of what stands below the heading */
    SIDE = 800, /* of the map */
    RIGHT = MARGIN + SIDE + 48,
    ROOM = WIDTH - RIGHT - MARGIN, /* width of what stands beside the map */
    TEXT = 15,
    SMALL = 13,
    NAME_HEIGHT = SMALL + 5, /* of a name on the map */
    FIELD = 30,              /* of the table */
    NAMES = 226,             /* width of its labels */
    CLASSES = 13,
    NAMED = 24, /* classes, at most, whose names stand on the map */
    EDGE = 12,  /* of the map, where no point lies */
    BARS_TOP = 690,
    BARS = 180, /* height of the highest bar */
};

struct canvas {
    struct mlf_pixels *pixels;
    const struct mlf_draw_theme *theme;
    const struct mlf_overview_data *data;
    int light;
};

static int put(const struct canvas *c, int x, int y, int limit, int size, int bold, unsigned colour, const char *text,
               struct mlf_err *err)
{
    struct mlf_draw_line line = {
        .x = x, .y = y, .limit = limit, .size = size, .bold = bold, .align = MLF_ALIGN_LEFT, .colour = colour};
    return mlf_draw_text(c->pixels, &line, text, NULL, err);
}

static int put_at(const struct canvas *c, int x, int y, enum mlf_draw_align align, unsigned colour, const char *text,
                  struct mlf_err *err)
{
    struct mlf_draw_line line = {.x = x, .y = y, .limit = ROOM, .size = SMALL, .align = align, .colour = colour};
    return mlf_draw_text(c->pixels, &line, text, NULL, err);
}

/* Where a number from 0 to 1 lies on a side of the map. */
static int place(float at)
{
    return EDGE + (int)lrint((double)at * (SIDE - 2 * EDGE));
}

/* A colour for each class, hues far apart from class to class (the golden angle): hue, saturation and lightness made
 * red, green and blue. */
static unsigned class_colour(size_t label, int light)
{
    double hue = label == MLF_NO_STRING ? 0 : fmod((double)label * 137.5, 360) / 60;
    double lightness = light ? 0.42 : 0.62, saturation = label == MLF_NO_STRING ? 0 : 0.62;
    double chroma = (1 - fabs(2 * lightness - 1)) * saturation, low = lightness - chroma / 2;
    unsigned colour = 0;
    for (int k = 0; k < 3; k++) {
        double far = fabs(fmod(hue - 2 * k + 9, 6) - 3); /* how far the hue is from this channel's, 0 to 3 */
        double value = low + chroma * fmin(1, fmax(0, 2 - far));
        colour = colour << 8 | (unsigned)lrint(value * 255);
    }
    return colour;
}

static int compare_floats(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Where names stand on the map: their middles and widths. */
struct names {
    struct {
        int x, y, width;
    } at[NAMED];
    size_t n;
};

static int is_free(const struct names *names, int x, int y, int width)
{
    for (size_t i = 0; i < names->n; i++)
        if (abs(names->at[i].y - y) < NAME_HEIGHT && 2 * abs(names->at[i].x - x) < names->at[i].width + width + 12)
            return 0;
    return 1;
}

/* The nearest height at which the name hides no other: above, as long as there is room, else below. */
static int take_place(struct names *names, int x, int y, int width)
{
    int free = y;
    while (free >= TOP + 32 && !is_free(names, x, free, width))
        free -= NAME_HEIGHT;
    if (free < TOP + 32)
        for (free = y; free < TOP + SIDE && !is_free(names, x, free, width);)
            free += NAME_HEIGHT;
    names->at[names->n].x = x;
    names->at[names->n].y = free;
    names->at[names->n++].width = width;
    return free;
}

/* Writes the name of a class above most of its crops, hiding none and no other name. `xs` and `ys` are room for a
 * number a point. */
static int name_class(const struct canvas *c, size_t label, struct names *names, float *xs, float *ys,
                      struct mlf_err *err)
{
    const struct mlf_overview_data *d = c->data;
    struct mlf_draw_line line = {
        .limit = 260, .size = SMALL, .bold = 1, .align = MLF_ALIGN_CENTRE, .colour = c->theme->text};
    size_t n = 0;
    int width = 0;
    for (size_t i = 0; i < d->n_points; i++)
        if (d->points[i].label == label) {
            xs[n] = d->points[i].x;
            ys[n++] = d->points[i].y;
        }
    if (n == 0)
        return 0;
    qsort(xs, n, sizeof *xs, compare_floats);
    qsort(ys, n, sizeof *ys, compare_floats);
    char *clean = mlf_text_clean(d->labels.items[label], 80, err);
    char *other = clean ? mlf_text_clean(d->labels.items[label > 0 ? label - 1 : d->labels.n > 1], 80, err) : NULL;
    char *brief = other ? mlf_text_shorten(clean, other, 28, err) : NULL;
    int result = brief ? mlf_draw_measure(&line, brief, &width, err) : -1;
    if (result == 0) {
        int x = place(xs[n / 2]), room = width / 2 + 8;
        line.x = MARGIN + (x < room ? room : x > SIDE - room ? SIDE - room : x);
        line.y = TOP + 30 + place(ys[n / 10]) - SMALL - 14;
        line.y = take_place(names, line.x, line.y < TOP + 32 ? TOP + 32 : line.y, width);
        result = mlf_draw_text(c->pixels, &line, brief, NULL, err);
    }
    free(clean);
    free(other);
    free(brief);
    return result;
}

/* Names the classes on the map, unless they are so many that names would hide it. */
static int name_classes(const struct canvas *c, struct mlf_err *err)
{
    const struct mlf_overview_data *d = c->data;
    float *room = mlf_alloc(2 * d->n_points, sizeof *room, err);
    struct names names = {.n = 0};
    int result = room ? 0 : -1;
    for (size_t k = 0; k < d->labels.n && d->labels.n <= NAMED && result == 0; k++)
        result = name_class(c, k, &names, room, room + d->n_points, err);
    free(room);
    return result;
}

static int draw_map(const struct canvas *c, struct mlf_err *err)
{
    const struct mlf_overview_data *d = c->data;
    int dot = (int)fmin(9, fmax(3, sqrt((double)SIDE * SIDE / (double)(d->n_points + 1)) / 5));
    mlf_draw_area(c->pixels, MARGIN, TOP + 30, SIDE, SIDE, c->theme->cell);
    if (put(c, MARGIN, TOP, SIDE, TEXT, 1, c->theme->text, "What is alike lies together", err))
        return -1;
    if (d->n_points == 0)
        return put(c, MARGIN + 20, TOP + 50, SIDE - 40, TEXT, 0, c->theme->dim,
                   "The records have no places on a map: mlfix-rank --evidence gives them.", err);
    for (int doubted = 0; doubted < 2; doubted++)
        for (size_t i = 0; i < d->n_points; i++) {
            const struct mlf_overview_point *p = &d->points[i];
            if ((p->doubted != 0) != doubted)
                continue;
            int x = MARGIN + place(p->x) - dot / 2, y = TOP + 30 + place(p->y) - dot / 2;
            if (doubted)
                mlf_draw_frame(c->pixels, x - 1, y - 1, dot + 2, dot + 2, 2, c->theme->doubt);
            mlf_draw_area(c->pixels, x, y, dot, dot, class_colour(p->label, c->light));
        }
    if (name_classes(c, err))
        return -1;
    return put(c, MARGIN, TOP + SIDE + 40, SIDE, SMALL, 0, c->theme->dim,
               "A dot is a crop, its colour the class; doubtful ones are framed. Far groups may lie anywhere.", err);
}

/* A label as a row of the table has it: what it shares with the label before it left out, where it is long. */
static int put_row_name(const struct canvas *c, size_t label, size_t before, size_t number, int y, struct mlf_err *err)
{
    const char *names[] = {c->data->labels.items[label], c->data->labels.items[before]};
    char *clean = mlf_text_clean(names[0], 80, err), *other = mlf_text_clean(names[1], 80, err), *text = NULL;
    struct mlf_draw_line line = {.x = RIGHT + 38, .y = y, .limit = NAMES - 44, .size = SMALL, .colour = c->theme->text};
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", number);
    char *brief = clean && other ? mlf_text_shorten(clean, other, 28, err) : NULL;
    if (brief)
        text = mlf_draw_fitting(&line, brief, err);
    int result = text ? mlf_draw_text(c->pixels, &line, text, NULL, err) : -1;
    if (result == 0)
        result = put_at(c, RIGHT + 18, y, MLF_ALIGN_RIGHT, c->theme->dim, digits, err);
    mlf_draw_area(c->pixels, RIGHT + 24, y + 4, 9, 9, class_colour(label, c->light));
    free(clean);
    free(other);
    free(brief);
    free(text);
    return result;
}

static unsigned mixed(unsigned a, unsigned b, double share)
{
    unsigned colour = 0;
    for (int k = 16; k >= 0; k -= 8)
        colour = colour << 8 | (unsigned)lrint((double)(a >> k & 255) * share + (double)(b >> k & 255) * (1 - share));
    return colour;
}

static int draw_pair(const struct canvas *c, const struct mlf_overview_pair *pair, size_t row, size_t column,
                     size_t most, struct mlf_err *err)
{
    char digits[24];
    double share = 0.15 + 0.7 * log1p((double)pair->n) / log1p((double)most);
    int x = RIGHT + NAMES + (int)column * FIELD, y = TOP + 62 + (int)row * FIELD;
    mlf_draw_area(c->pixels, x + 1, y + 1, FIELD - 2, FIELD - 2, mixed(c->theme->doubt, c->theme->cell, share));
    snprintf(digits, sizeof digits, "%zu", pair->n);
    return put_at(c, x + FIELD / 2, y + 7, MLF_ALIGN_CENTRE, share > 0.5 ? c->theme->page : c->theme->text, digits,
                  err);
}

/* The labels with most doubts as a table: rows are labels, columns what is suggested instead. */
static int draw_table(const struct canvas *c, struct mlf_err *err)
{
    const struct mlf_overview_data *d = c->data;
    size_t chosen[CLASSES], most = 1, others = 0;
    char words[80];
    long n = mlf_overview_data_choose(d, CLASSES, chosen, err);
    if (n < 0 || put(c, RIGHT, TOP, ROOM, TEXT, 1, c->theme->text, "Labels, and what is suggested instead", err))
        return -1;
    if (n == 0)
        return put(c, RIGHT, TOP + 34, ROOM, TEXT, 0, c->theme->dim, "No crop is doubted for another label.", err);
    for (long k = 0; k < n; k++) {
        snprintf(words, sizeof words, "%ld", k + 1);
        if (put_row_name(c, chosen[k], chosen[k > 0 ? k - 1 : n > 1], (size_t)k + 1, TOP + 69 + (int)k * FIELD, err) ||
            put_at(c, RIGHT + NAMES + (int)k * FIELD + FIELD / 2, TOP + 40, MLF_ALIGN_CENTRE, c->theme->dim, words,
                   err))
            return -1;
        for (long j = 0; j < n; j++)
            mlf_draw_area(c->pixels, RIGHT + NAMES + (int)j * FIELD + 1, TOP + 63 + (int)k * FIELD, FIELD - 2,
                          FIELD - 2, c->theme->cell);
    }
    for (size_t i = 0; i < d->n_pairs; i++)
        most = d->pairs[i].n > most ? d->pairs[i].n : most;
    for (size_t i = 0; i < d->n_pairs; i++) {
        size_t row = 0, column = 0;
        while (row < (size_t)n && chosen[row] != d->pairs[i].label)
            row++;
        while (column < (size_t)n && chosen[column] != d->pairs[i].suggest)
            column++;
        if (row == (size_t)n || column == (size_t)n)
            others += d->pairs[i].n;
        else if (draw_pair(c, &d->pairs[i], row, column, most, err))
            return -1;
    }
    snprintf(words, sizeof words, "and %zu with labels that are doubted less", others);
    return others ? put(c, RIGHT, TOP + 72 + (int)n * FIELD, ROOM, SMALL, 0, c->theme->dim, words, err) : 0;
}

/* How many crops are how doubtful; heights are logarithms, or the few doubtful ones could not be seen. */
static int draw_scores(const struct canvas *c, struct mlf_err *err)
{
    const struct mlf_overview_data *d = c->data;
    int wide = ROOM / MLF_OVERVIEW_BINS, bottom = BARS_TOP + 34 + BARS;
    double tallest = 1;
    char words[40];
    if (put(c, RIGHT, BARS_TOP, ROOM, TEXT, 1, c->theme->text, "How doubtful the crops are", err))
        return -1;
    if (d->n_scores == 0)
        return put(c, RIGHT, BARS_TOP + 34, ROOM, TEXT, 0, c->theme->dim,
                   "The records have no scores: mlfix-rank gives them.", err);
    for (int k = 0; k < MLF_OVERVIEW_BINS; k++)
        tallest = fmax(tallest, log1p((double)d->bins[k]));
    for (int k = 0; k < MLF_OVERVIEW_BINS; k++) {
        int height = (int)lrint(BARS * log1p((double)d->bins[k]) / tallest);
        int framed = d->bins[k] ? (int)lrint(height * (double)d->doubted_bins[k] / (double)d->bins[k]) : 0;
        mlf_draw_area(c->pixels, RIGHT + k * wide, bottom - height, wide - 1, height, c->theme->dim);
        mlf_draw_area(c->pixels, RIGHT + k * wide, bottom - framed, wide - 1, framed, c->theme->doubt);
    }
    mlf_draw_area(c->pixels, RIGHT, bottom, wide * MLF_OVERVIEW_BINS, 1, c->theme->rule);
    snprintf(words, sizeof words, "%.3g", d->least);
    if (put_at(c, RIGHT, bottom + 6, MLF_ALIGN_LEFT, c->theme->dim, words, err))
        return -1;
    snprintf(words, sizeof words, "%.3g", d->most);
    return put_at(c, RIGHT + wide * MLF_OVERVIEW_BINS, bottom + 6, MLF_ALIGN_RIGHT, c->theme->dim, words, err) ||
                   put_at(c, RIGHT + wide * MLF_OVERVIEW_BINS / 2, bottom + 6, MLF_ALIGN_CENTRE, c->theme->dim,
                          "doubtful ones in colour; heights are logarithms", err)
               ? -1
               : 0;
}

int mlf_overview_draw(const struct mlf_sheets *sheets, struct mlf_pixels *out, struct mlf_overview_facts *facts,
                      struct mlf_err *err)
{
    struct mlf_overview_data data = {0};
    struct canvas c = {out, mlf_draw_theme_of(sheets->options.light), &data, sheets->options.light};
    char words[120];
    int result = -1;
    *out = (struct mlf_pixels){NULL, 0, 0};
    if (mlf_overview_data_read(&data, sheets, err) || mlf_pixels_new(out, WIDTH, HEIGHT, err))
        goto done;
    *facts = (struct mlf_overview_facts){data.crops, data.doubted, data.n_points, data.n_scores};
    mlf_draw_area(out, 0, 0, WIDTH, HEIGHT, c.theme->page);
    snprintf(words, sizeof words, "%zu crop%s of %zu label%s · %zu doubtful", data.crops, data.crops == 1 ? "" : "s",
             data.labels.n, data.labels.n == 1 ? "" : "s", data.doubted);
    if (put(&c, MARGIN, 28, WIDTH - 2 * MARGIN, 24, 1, c.theme->text, words, err) || draw_map(&c, err) ||
        draw_table(&c, err) || draw_scores(&c, err))
        goto done;
    result = 0;
done:
    mlf_overview_data_free(&data);
    if (result)
        mlf_pixels_free(out);
    return result;
}
