/* See mlfix/record/mask.h. */

#include "mlfix/record/mask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"

/* Rings of more points than this are not searched for crossings. */
#define MOST_CROSSED 4000

void mlf_mask_clear(struct mlf_mask *mask)
{
    mask->n_points = mask->n_rings = mask->n_runs = 0;
    mask->left = mask->top = mask->width = mask->height = mask->by_rows = 0;
    mask->broken = NULL;
}

void mlf_mask_free(struct mlf_mask *mask)
{
    free(mask->points);
    free(mask->ends);
    free(mask->runs);
    *mask = (struct mlf_mask){0};
}

int mlf_mask_add_point(struct mlf_mask *mask, double x, double y, struct mlf_err *err)
{
    if (mlf_grow(&mask->points, &mask->point_capacity, 2 * mask->n_points + 2, sizeof *mask->points, err))
        return -1;
    mask->points[2 * mask->n_points] = (float)x;
    mask->points[2 * mask->n_points + 1] = (float)y;
    mask->n_points++;
    if (!isfinite(x) || !isfinite(y) || fabs(x) > 1e9 || fabs(y) > 1e9)
        mask->broken = "a point of the mask is no place";
    return 0;
}

int mlf_mask_end_ring(struct mlf_mask *mask, struct mlf_err *err)
{
    size_t begin = mask->n_rings ? mask->ends[mask->n_rings - 1] : 0;

    if (mask->n_points == begin)
        return 0;
    if (mlf_grow(&mask->ends, &mask->ring_capacity, mask->n_rings + 1, sizeof *mask->ends, err))
        return -1;
    mask->ends[mask->n_rings++] = (uint32_t)mask->n_points;
    return 0;
}

int mlf_mask_add_run(struct mlf_mask *mask, double length, struct mlf_err *err)
{
    double end = (mask->n_runs ? mask->runs[mask->n_runs - 1] : 0) + length;

    if (!(length >= 0) || length != floor(length) || end > UINT32_MAX) {
        mask->broken = "the lengths of the mask's runs are no numbers of pixels";
        return 0;
    }
    if (mlf_grow(&mask->runs, &mask->run_capacity, mask->n_runs + 1, sizeof *mask->runs, err))
        return -1;
    mask->runs[mask->n_runs++] = (uint32_t)end;
    return 0;
}

int mlf_mask_add_compressed(struct mlf_mask *mask, const char *text, size_t length, struct mlf_err *err)
{
    double before[2] = {0, 0}; /* the run before the last, and the last */

    for (size_t at = 0; at < length && !mask->broken;) {
        int64_t number = 0;
        int shift = 0;
        int byte = 0x20;

        for (; byte & 0x20 && at < length && shift < 40; shift += 5) {
            byte = text[at++] - '0';
            if (byte < 0 || byte > 0x3f) {
                mask->broken = "the mask's text is no compressed runs";
                return 0;
            }
            number |= (int64_t)(byte & 0x1f) << shift;
        }
        if (byte & 0x20) {
            mask->broken = "the mask's text is no compressed runs";
            return 0;
        }
        if (byte & 0x10)
            number -= (int64_t)1 << shift;
        double run = (double)number + (mask->n_runs > 2 ? before[0] : 0);
        if (mlf_mask_add_run(mask, run, err))
            return -1;
        before[0] = before[1];
        before[1] = run;
    }
    return 0;
}

void mlf_mask_check_runs(struct mlf_mask *mask)
{
    uint64_t pixels = (uint64_t)(mask->width > 0 ? mask->width : 0) * (uint64_t)(mask->height > 0 ? mask->height : 0);

    if (mask->n_runs > 0 && !mask->broken && (pixels == 0 || mask->runs[mask->n_runs - 1] != pixels))
        mask->broken = "the mask's runs are not as long as its picture";
}

int mlf_mask_copy(struct mlf_mask *copy, const struct mlf_mask *mask, struct mlf_err *err)
{
    *copy = *mask;
    copy->points = NULL;
    copy->ends = NULL;
    copy->runs = NULL;
    copy->point_capacity = copy->ring_capacity = copy->run_capacity = 0;
    if ((mask->n_points && !(copy->points = mlf_alloc(2 * mask->n_points, sizeof *copy->points, err))) ||
        (mask->n_rings && !(copy->ends = mlf_alloc(mask->n_rings, sizeof *copy->ends, err))) ||
        (mask->n_runs && !(copy->runs = mlf_alloc(mask->n_runs, sizeof *copy->runs, err))))
        return -1;
    if (mask->n_points)
        memcpy(copy->points, mask->points, 2 * mask->n_points * sizeof *copy->points);
    if (mask->n_rings)
        memcpy(copy->ends, mask->ends, mask->n_rings * sizeof *copy->ends);
    if (mask->n_runs)
        memcpy(copy->runs, mask->runs, mask->n_runs * sizeof *copy->runs);
    return 0;
}

/* ---- Envelope ---- */

struct reach {
    double low[2], high[2];
    int any;
};

static void include(struct reach *reach, double x, double y)
{
    if (!reach->any)
        *reach = (struct reach){{x, y}, {x, y}, 1};
    reach->low[0] = fmin(reach->low[0], x);
    reach->low[1] = fmin(reach->low[1], y);
    reach->high[0] = fmax(reach->high[0], x);
    reach->high[1] = fmax(reach->high[1], y);
}

/* Pixels from..to - 1 of the runs' frame. */
static void include_run(const struct mlf_mask *mask, struct reach *reach, uint32_t from, uint32_t to)
{
    uint32_t side = (uint32_t)(mask->by_rows ? mask->width : mask->height);
    uint32_t first = from / side;
    uint32_t last = (to - 1) / side;
    double a[2] = {first == last ? from % side : 0, first};
    double b[2] = {first == last ? (to - 1) % side + 1 : side, last + 1};
    int x = mask->by_rows ? 0 : 1;

    include(reach, mask->left + a[x], mask->top + a[!x]);
    include(reach, mask->left + b[x], mask->top + b[!x]);
}

int mlf_mask_envelope(const struct mlf_mask *mask, double bbox[4])
{
    struct reach reach = {.any = 0};

    if (mask->broken)
        return 0;
    for (size_t i = 0; i < mask->n_points; i++)
        include(&reach, mask->points[2 * i], mask->points[2 * i + 1]);
    for (size_t i = 1; i < mask->n_runs; i += 2)
        if (mask->runs[i] > mask->runs[i - 1])
            include_run(mask, &reach, mask->runs[i - 1], mask->runs[i]);
    bbox[0] = reach.low[0];
    bbox[1] = reach.low[1];
    bbox[2] = reach.high[0] - reach.low[0];
    bbox[3] = reach.high[1] - reach.low[1];
    return reach.any;
}

/* ---- Cells ---- */

static int by_place(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Where the sides of the ring cross the height y, sorted. */
static size_t cross(const float *points, size_t n, double y, double *places)
{
    size_t count = 0;

    for (size_t i = 0, k = n - 1; i < n; k = i++) {
        double x1 = points[2 * k];
        double y1 = points[2 * k + 1];
        double x2 = points[2 * i];
        double y2 = points[2 * i + 1];

        if ((y1 <= y) != (y2 <= y))
            places[count++] = x1 + (y - y1) / (y2 - y1) * (x2 - x1);
    }
    qsort(places, count, sizeof *places, by_place);
    return count;
}

/* The first cell whose middle is not left of x. */
static int cell_at(const double window[4], int columns, double x)
{
    return (int)fmin(fmax(ceil((x - window[0]) * columns / window[2] - 0.5), 0), columns);
}

static void fill_ring(const float *points, size_t n, const double window[4], int columns, int rows, double *places,
                      unsigned char *cells)
{
    for (int r = 0; r < rows; r++) {
        size_t count = cross(points, n, window[1] + (r + 0.5) * window[3] / rows, places);

        for (size_t i = 0; i + 1 < count; i += 2) {
            int from = cell_at(window, columns, places[i]);
            int to = cell_at(window, columns, places[i + 1]);

            if (to > from)
                memset(cells + (size_t)r * (size_t)columns + from, 1, (size_t)(to - from));
        }
    }
}

/* Whether a pixel of the runs' frame is in one of them. */
static int in_run(const struct mlf_mask *mask, double x, double y)
{
    double column = floor(x - mask->left);
    double row = floor(y - mask->top);
    size_t low = 0;
    size_t high = mask->n_runs;
    uint32_t pixel;

    if (column < 0 || row < 0 || column >= mask->width || row >= mask->height)
        return 0;
    pixel = mask->by_rows ? (uint32_t)row * (uint32_t)mask->width + (uint32_t)column
                          : (uint32_t)column * (uint32_t)mask->height + (uint32_t)row;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (mask->runs[middle] <= pixel)
            low = middle + 1;
        else
            high = middle;
    }
    return low % 2 == 1;
}

int mlf_mask_fill(const struct mlf_mask *mask, const double window[4], int columns, int rows, unsigned char *cells,
                  struct mlf_err *err)
{
    double *places;

    memset(cells, 0, (size_t)columns * (size_t)rows);
    if (mask->broken)
        return 0;
    if (!(places = mlf_alloc(mask->n_points + 1, sizeof *places, err)))
        return -1;
    for (size_t i = 0, begin = 0; i < mask->n_rings; begin = mask->ends[i++])
        if (mask->ends[i] - begin >= 3)
            fill_ring(mask->points + 2 * begin, mask->ends[i] - begin, window, columns, rows, places, cells);
    free(places);
    for (int r = 0; r < rows && mask->n_runs > 0; r++)
        for (int c = 0; c < columns; c++)
            cells[(size_t)r * (size_t)columns + (size_t)c] |= (unsigned char)in_run(
                mask, window[0] + (c + 0.5) * window[2] / columns, window[1] + (r + 0.5) * window[3] / rows);
    return 0;
}

/* ---- Crossings ---- */

/* On which side of the line from p to q the point is: positive, negative or 0. */
static double side_of(const float *p, const float *q, const float *point)
{
    return ((double)q[0] - p[0]) * ((double)point[1] - p[1]) - ((double)q[1] - p[1]) * ((double)point[0] - p[0]);
}

static int sides_cross(const float *a, const float *b, const float *c, const float *d, double at[2])
{
    double from = side_of(c, d, a);
    double to = side_of(c, d, b);

    if (fmaxf(a[0], b[0]) < fminf(c[0], d[0]) || fmaxf(c[0], d[0]) < fminf(a[0], b[0]) || !(from * to < 0) ||
        !(side_of(a, b, c) * side_of(a, b, d) < 0))
        return 0;
    at[0] = a[0] + from / (from - to) * ((double)b[0] - a[0]);
    at[1] = a[1] + from / (from - to) * ((double)b[1] - a[1]);
    return 1;
}

int mlf_mask_crosses(const struct mlf_mask *mask, double at[2])
{
    for (size_t ring = 0, begin = 0; ring < mask->n_rings; begin = mask->ends[ring++]) {
        const float *points = mask->points + 2 * begin;
        size_t n = mask->ends[ring] - begin;

        for (size_t i = 0; i < n && n <= MOST_CROSSED; i++)
            for (size_t k = i + 2; k < n; k++)
                if ((k + 1) % n != i && sides_cross(points + 2 * i, points + 2 * ((i + 1) % n), points + 2 * k,
                                                    points + 2 * ((k + 1) % n), at))
                    return 1;
    }
    return 0;
}
