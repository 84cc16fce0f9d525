/* Paints marks on a copy of a sheet as a reviewer would, to measure what
 * mlfix-apply --painted makes of them:
 *
 *     make-strokes [--seed N] [--marks N] [--width N] [--scale X] [--quality N] [--halved]
 *         SHEETS SHEET COPY > truth.jsonl
 *
 * Of the sheet SHEETS/SHEET so many cells are marked, each by a cross, a
 * stroke, a blob, a circle around its rim or a tick, of a width of 3 to 10
 * pixels (or of --width) and one of several colours, roughly placed: strokes
 * reach into neighbours by up to a quarter. The copy is saved under the name COPY
 * (its ending says how), at X times the size, JPEG at the quality, --halved: with
 * colours at half size, as cameras and phones save. The truth is a line a mark:
 * `sheet`, `cell`, `shape`, `colour`, `width`. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/rng.h"
#include "mlfix/json/json-text.h"
#include "mlfix/painted/paint.h"
#include "mlfix/painted/painted-sheets.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/resize.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

static long seed = 1, marks = 12, quality = 90, width_given;
static double scale = 1;
static int halved;
static double stray;

static const struct mlf_option table[] = {
    {"seed", 0, MLF_INTEGER, &seed, "N", "of the random numbers (1)", 0, 1e9, NULL},
    {"marks", 0, MLF_INTEGER, &marks, "N", "cells to mark (12)", 0, 1e6, NULL},
    {"width", 0, MLF_INTEGER, &width_given, "N", "of all strokes, px (0: 3 to 10, each its own)", 0, 100, NULL},
    {"scale", 0, MLF_NUMBER, &scale, "X", "size of the copy (1)", 0.1, 4, NULL},
    {"quality", 0, MLF_INTEGER, &quality, "N", "of a JPEG copy (90)", 1, 100, NULL},
    {"stray", 0, MLF_NUMBER, &stray, "X",
     "instead of random marks: red circles around cells, of radius X (0.5 touches), ticks in the cells beside them",
     0.4, 0.9, NULL},
    {"halved", 0, MLF_FLAG, &halved, NULL, "colours at half size", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-strokes",
    .operands = "SHEETS SHEET COPY",
    .summary = "paint marks on a copy of a sheet",
    .options = table,
    .min_operands = 3,
    .max_operands = 3,
};

enum shape { CROSS, STROKE, BLOB, CIRCLE, TICK, SHAPES };
static const char *const shape_names[] = {"cross", "stroke", "blob", "circle", "tick"};

static const struct {
    const char *name;
    double rgb[3];
} colours[] = {{"red", {255, 0, 0}},      {"red", {214, 28, 36}},  {"green", {0, 170, 60}},
               {"green", {40, 220, 40}},  {"blue", {20, 60, 230}}, {"yellow", {255, 225, 0}},
               {"purple", {220, 0, 200}}, {"black", {0, 0, 0}},    {"white", {255, 255, 255}},
               {"orange", {255, 140, 0}}, {"cyan", {0, 210, 230}}};

/* A line of round ends, smooth at its edge. */
static void draw_line(struct mlf_pixels *page, const double from[2], const double to[2], double width,
                      const double rgb[3])
{
    double dx = to[0] - from[0], dy = to[1] - from[1], length = fmax(dx * dx + dy * dy, 1e-9), reach = width / 2 + 1;
    int x0 = (int)fmax(floor(fmin(from[0], to[0]) - reach), 0), y0 = (int)fmax(floor(fmin(from[1], to[1]) - reach), 0);
    int x1 = (int)fmin(ceil(fmax(from[0], to[0]) + reach), page->width - 1);
    int y1 = (int)fmin(ceil(fmax(from[1], to[1]) + reach), page->height - 1);
    for (int y = y0; y <= y1; y++) {
        for (int x = x0; x <= x1; x++) {
            double along = fmin(fmax(((x - from[0]) * dx + (y - from[1]) * dy) / length, 0), 1);
            double ink = width / 2 + 0.5 - hypot(x - from[0] - along * dx, y - from[1] - along * dy);
            unsigned char *p = page->data + 3 * ((size_t)y * (size_t)page->width + (size_t)x);
            for (int c = 0; c < 3 && ink > 0; c++)
                p[c] = (unsigned char)(p[c] + (rgb[c] - p[c]) * fmin(ink, 1) + 0.5);
        }
    }
}

static double between(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_uniform(rng);
}

/* A line through points given in sides of the cell, with a trembling hand. */
static void draw_path(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell,
                      const double (*points)[2], int n, double width, const double rgb[3])
{
    double before[2] = {0, 0};
    for (int i = 0; i < n; i++) {
        double to[2] = {cell->x + (points[i][0] + between(rng, -0.03, 0.03)) * cell->size,
                        cell->y + (points[i][1] + between(rng, -0.03, 0.03)) * cell->size};
        if (i > 0)
            draw_line(page, before, to, width, rgb);
        before[0] = to[0];
        before[1] = to[1];
    }
}

static void draw_cross(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell, double width,
                       const double rgb[3])
{
    double r = between(rng, 0.2, 0.55), x = between(rng, 0.4, 0.6), y = between(rng, 0.4, 0.6);
    const double one[][2] = {{x - r, y - r}, {x + r, y + r}}, other[][2] = {{x + r, y - r}, {x - r, y + r}};
    draw_path(page, rng, cell, one, 2, width, rgb);
    draw_path(page, rng, cell, other, 2, width, rgb);
}

static void draw_stroke(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell, double width,
                        const double rgb[3])
{
    double angle = between(rng, 0, 3.15), r = between(rng, 0.25, 0.7), x = between(rng, 0.42, 0.58),
           y = between(rng, 0.42, 0.58), bend = between(rng, -0.1, 0.1);
    const double path[][2] = {{x - r * cos(angle), y - r * sin(angle)},
                              {x - bend * sin(angle), y + bend * cos(angle)},
                              {x + r * cos(angle), y + r * sin(angle)}};
    draw_path(page, rng, cell, path, 3, width, rgb);
}

static void draw_blob(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell, double width,
                      const double rgb[3])
{
    double x = between(rng, 0.3, 0.7), y = between(rng, 0.3, 0.7), r = between(rng, 0.02, 0.2);
    const double path[][2] = {{x, y}, {x + r, y}, {x, y + r}, {x - r, y}, {x, y - r}, {x + r, y + r}};
    draw_path(page, rng, cell, path, 6, 2 * width, rgb);
}

static void draw_circle(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell, double width,
                        const double rgb[3])
{
    enum { POINTS = 25 };
    double path[POINTS][2], rx = between(rng, 0.38, 0.56), ry = between(rng, 0.38, 0.56), begin = between(rng, 0, 6.28);
    double whole = between(rng, 0.93, 1.06) * 6.2832;
    for (int i = 0; i < POINTS; i++) {
        path[i][0] = 0.5 + rx * cos(begin + i * whole / (POINTS - 1));
        path[i][1] = 0.5 + ry * sin(begin + i * whole / (POINTS - 1));
    }
    draw_path(page, rng, cell, path, POINTS, width, rgb);
}

static void draw_tick(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell, double width,
                      const double rgb[3])
{
    double size = between(rng, 0.5, 1), x = between(rng, -0.05, 0.05), y = between(rng, -0.05, 0.05);
    const double path[][2] = {{0.5 + x - 0.3 * size, 0.55 + y},
                              {0.45 + x, 0.55 + y + 0.3 * size},
                              {0.5 + x + 0.5 * size, 0.5 + y - 0.5 * size}};
    draw_path(page, rng, cell, path, 3, width, rgb);
}

static void (*const shapes[])(struct mlf_pixels *page, struct mlf_rng *rng, const struct mlf_painted_cell *cell,
                              double width,
                              const double rgb[3]) = {draw_cross, draw_stroke, draw_blob, draw_circle, draw_tick};

/* Colours at half size: each pixel keeps its brightness and takes its square's
 * difference of colours from it. */
static void halve_colours(struct mlf_pixels *page)
{
    for (int y = 0; y + 1 < page->height; y += 2) {
        for (int x = 0; x + 1 < page->width; x += 2) {
            unsigned char *p = page->data + 3 * ((size_t)y * (size_t)page->width + (size_t)x);
            unsigned char *square[4] = {p, p + 3, p + 3 * (size_t)page->width, p + 3 * (size_t)page->width + 3};
            double light[4], mean[3] = {0, 0, 0}, all = 0;
            for (int k = 0; k < 4; k++) {
                light[k] = 0.299 * square[k][0] + 0.587 * square[k][1] + 0.114 * square[k][2];
                all += light[k] / 4;
                for (int c = 0; c < 3; c++)
                    mean[c] += square[k][c] / 4.0;
            }
            for (int k = 0; k < 4; k++)
                for (int c = 0; c < 3; c++)
                    square[k][c] = (unsigned char)(fmin(fmax(mean[c] - all + light[k], 0), 255) + 0.5);
        }
    }
}

static int read_cells(struct mlf_painted_sheets *sheets, const char *folder, struct mlf_err *err)
{
    char *path = mlf_path_join(folder, "manifest.jsonl", err);
    struct mlf_reader reader;
    struct mlf_record record;
    int got = path ? mlf_reader_open(&reader, path, err) : -1;
    if (got == 0) {
        while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
            if (mlf_painted_sheets_add(sheets, &record, err))
                got = -1;
            mlf_record_free(&record);
            if (got < 0)
                break;
        }
        mlf_reader_close(&reader);
        mlf_painted_sheets_finish(sheets);
    }
    free(path);
    return got;
}

static int paint(struct mlf_pixels *page, const struct mlf_painted_sheet *sheet, struct mlf_buf *truth,
                 struct mlf_err *err)
{
    struct mlf_rng rng;
    unsigned char *taken = mlf_alloc(sheet->n, 1, err);
    if (!taken)
        return -1;
    mlf_rng_seed(&rng, (uint64_t)seed);
    for (long k = 0; k < marks && k < (long)sheet->n; k++) {
        size_t at = (size_t)(mlf_rng_uniform(&rng) * (double)sheet->n);
        while (taken[at])
            at = (at + 1) % sheet->n;
        taken[at] = 1;
        size_t shape = (size_t)(mlf_rng_uniform(&rng) * SHAPES);
        size_t colour = (size_t)(mlf_rng_uniform(&rng) * (double)(sizeof colours / sizeof *colours));
        double width = between(&rng, 3, 10);
        if (width_given)
            width = (double)width_given;
        shapes[shape](page, &rng, &sheet->cells[at], width, colours[colour].rgb);
        mlf_buf_puts(truth, "{\"sheet\":");
        mlf_json_put_string(truth, sheet->name);
        mlf_buf_printf(truth, ",\"cell\":\"%s\",\"shape\":\"%s\",\"colour\":\"%s\",\"width\":%.1f}\n",
                       sheet->cells[at].name, shape_names[shape], colours[colour].name, width);
    }
    free(taken);
    return mlf_buf_check(truth, err);
}

static void say_mark(const struct mlf_painted_sheet *sheet, size_t at, const char *shape, const char *colour,
                     struct mlf_buf *truth)
{
    mlf_buf_puts(truth, "{\"sheet\":");
    mlf_json_put_string(truth, sheet->name);
    mlf_buf_printf(truth, ",\"cell\":\"%s\",\"shape\":\"%s\",\"colour\":\"%s\"}\n", sheet->cells[at].name, shape,
                   colour);
}

/* Every third cell of a row gets a circle that strays into its neighbour to the right, which has a tick. */
static int paint_strays(struct mlf_pixels *page, const struct mlf_painted_sheet *sheet, struct mlf_buf *truth,
                        struct mlf_err *err)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, (uint64_t)seed);
    for (size_t at = 0; at + 1 < sheet->n; at += 3) {
        enum { POINTS = 25 };
        double path[POINTS][2];
        if (sheet->cells[at].y != sheet->cells[at + 1].y)
            continue;
        for (int i = 0; i < POINTS; i++) {
            double angle = 6.3 * i / (POINTS - 1), across = cos(angle) > 0 ? stray : 0.45;
            path[i][0] = 0.5 + across * cos(angle);
            path[i][1] = 0.5 + 0.45 * sin(angle);
        }
        draw_path(page, &rng, &sheet->cells[at], path, POINTS, 6, colours[0].rgb);
        draw_tick(page, &rng, &sheet->cells[at + 1], 6, colours[2].rgb);
        say_mark(sheet, at, "circle", "red", truth);
        say_mark(sheet, at + 1, "tick", "green", truth);
    }
    return mlf_buf_check(truth, err);
}

static int run(struct mlf_err *err)
{
    struct mlf_painted_sheets sheets = {0};
    struct mlf_photo photo = {0};
    struct mlf_pixels copy = {NULL, 0, 0};
    struct mlf_buf truth = {0};
    char *path = mlf_path_join(mlf_operands[0], mlf_operands[1], err);
    size_t s = 0;
    int result = -1;
    if (!path || read_cells(&sheets, mlf_operands[0], err) || mlf_photo_read(&photo, path, 1, err))
        goto done;
    while (s < sheets.n && strcmp(sheets.items[s].name, mlf_operands[1]) != 0)
        s++;
    if (s == sheets.n) {
        mlf_fail(err, "the manifest has no sheet '%s'", mlf_operands[1]);
        goto done;
    }
    if ((stray > 0 ? paint_strays : paint)(&photo.pixels, &sheets.items[s], &truth, err) ||
        mlf_pixels_resize(&photo.pixels, (int)lround(photo.pixels.width * scale),
                          (int)lround(photo.pixels.height * scale), MLF_LANCZOS, &copy, err))
        goto done;
    if (halved)
        halve_colours(&copy);
    result = mlf_pixels_save(&copy, mlf_operands[2], (int)quality, err);
    if (result == 0 && truth.length)
        fwrite(truth.data, 1, truth.length, stdout);
done:
    free(path);
    mlf_buf_free(&truth);
    mlf_pixels_free(&copy);
    mlf_photo_free(&photo);
    mlf_painted_sheets_free(&sheets);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    int status = mlf_vips_start(&err) ? -1 : run(&err);
    mlf_vips_stop();
    return mlf_cli_finish(status, &err);
}
