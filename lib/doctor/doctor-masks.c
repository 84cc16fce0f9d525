/* See doctor-masks.h. */

#include "doctor-masks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-measure.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/mask.h"

/* A mask as a grid. */
struct grid {
    double window[4]; /* the mask's envelope */
    double unit[2];   /* pixels of a cell; of masks in fractions, a thousandth of the photo is taken for one */
    int columns, rows;
    size_t filled;
};

struct looking {
    unsigned char cells[MLF_MASK_CELLS * MLF_MASK_CELLS]; /* 1 in the mask; larger: the number of a part */
    unsigned char other[MLF_MASK_CELLS * MLF_MASK_CELLS];
    int queue[MLF_MASK_CELLS * MLF_MASK_CELLS];
};

/* How many cells a window has along a side. */
static int cells_along(double length)
{
    return (int)fmin(fmax(ceil(length), 1), MLF_MASK_CELLS);
}

static int is_hidden(const struct mlf_finding *finding)
{
    return finding->object.earlier.failed ||
           finding->issues & (UINT64_C(1) << MLF_ISSUE_CROWD | UINT64_C(1) << MLF_ISSUE_IGNORED);
}

static double scale_of(const struct mlf_finding *finding)
{
    return finding->object.normalised ? 1000 : 1;
}

/* Whether the mask can be looked at; notes why not. */
static int fill(struct looking *looking, struct mlf_finding *finding, struct grid *grid, struct mlf_err *err)
{
    const struct mlf_mask *mask = finding->mask;
    double scale = scale_of(finding);

    grid->filled = 0;
    if (mask->broken) {
        struct mlf_buf value = {0};
        int failed;

        mlf_json_put_string(&value, mask->broken);
        failed = mlf_buf_check(&value, err) || mlf_finding_measure(finding, MLF_ISSUE_MASK_BROKEN, value.data, err);
        mlf_buf_free(&value);
        return failed ? -1 : 0;
    }
    if (!mlf_mask_envelope(mask, grid->window) || !(grid->window[2] > 0) || !(grid->window[3] > 0))
        return mlf_doctor_measure(finding, MLF_ISSUE_MASK_EMPTY, 0, err);
    grid->columns = cells_along(grid->window[2] * scale);
    grid->rows = cells_along(grid->window[3] * scale);
    if (mlf_mask_fill(mask, grid->window, grid->columns, grid->rows, looking->cells, err))
        return -1;
    for (int i = 0; i < grid->columns * grid->rows; i++)
        grid->filled += looking->cells[i];
    grid->unit[0] = grid->window[2] * scale / grid->columns;
    grid->unit[1] = grid->window[3] * scale / grid->rows;
    if (grid->filled == 0)
        return mlf_doctor_measure(finding, MLF_ISSUE_MASK_EMPTY, 0, err);
    return 1;
}

/* ---- The mask and its box ---- */

static int compare_box(struct mlf_finding *finding, const struct grid *grid, struct mlf_err *err)
{
    const double *a = finding->object.bbox;
    const double *b = grid->window;
    double scale = scale_of(finding);
    double away = 0;
    double common = 1;
    double both;

    if (!finding->object.own_box || !finding->object.has_bbox || !(a[2] > 0) || !(a[3] > 0) || finding->rotated)
        return 0;
    for (int k = 0; k < 2; k++) {
        common *= fmax(0, fmin(a[k] + a[k + 2], b[k] + b[k + 2]) - fmax(a[k], b[k]));
        away = fmax(away, fmax(fabs(a[k] - b[k]), fabs(a[k] + a[k + 2] - b[k] - b[k + 2])) * scale);
    }
    both = a[2] * a[3] + b[2] * b[3] - common;
    if (common / both >= MLF_MASK_BOX_IOU || away <= MLF_MASK_BOX_PIXELS)
        return 0;
    return mlf_doctor_measure(finding, MLF_ISSUE_MASK_BOX, round(common / both * 1000) / 1000, err);
}

/* ---- Parts ---- */

/* A part of the mask, or of what is not in it: cells that touch by a side (of the mask: or by a corner). */
struct part {
    size_t cells;
    int low[2], high[2];
    int at_edge;
};

/* Marks the cells of `kind` that hang together with the cell. */
static struct part flood(struct looking *looking, const struct grid *grid, int from, unsigned char kind, int corners)
{
    struct part part = {.low = {grid->columns, grid->rows}, .high = {-1, -1}};
    int begin = 0;
    int end = 0;

    looking->queue[end++] = from;
    looking->cells[from] = 2;
    while (begin < end) {
        int at = looking->queue[begin++];
        int place[2] = {at % grid->columns, at / grid->columns};

        part.cells++;
        for (int k = 0; k < 2; k++) {
            part.low[k] = place[k] < part.low[k] ? place[k] : part.low[k];
            part.high[k] = place[k] > part.high[k] ? place[k] : part.high[k];
        }
        part.at_edge |= place[0] == 0 || place[1] == 0 || place[0] == grid->columns - 1 || place[1] == grid->rows - 1;
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) {
                int x = place[0] + dx;
                int y = place[1] + dy;
                int next = y * grid->columns + x;

                if ((!corners && dx && dy) || x < 0 || y < 0 || x >= grid->columns || y >= grid->rows ||
                    looking->cells[next] != kind)
                    continue;
                looking->cells[next] = 2;
                looking->queue[end++] = next;
            }
    }
    return part;
}

/* Between the envelopes of two parts, in pixels. */
static double gap(const struct grid *grid, const struct part *a, const struct part *b)
{
    double sides[2];

    for (int k = 0; k < 2; k++)
        sides[k] = grid->unit[k] * fmax(0, fmax(a->low[k] - b->high[k] - 1, b->low[k] - a->high[k] - 1));
    return hypot(sides[0], sides[1]);
}

#define MOST_PARTS 256

static int look_at_parts(struct looking *looking, struct mlf_finding *finding, const struct grid *grid,
                         struct mlf_err *err)
{
    double size = sqrt((double)grid->filled * grid->unit[0] * grid->unit[1]);
    struct part parts[MOST_PARTS];
    double far = 0;
    size_t holes = 0;
    size_t largest = 0;
    size_t n = 0;

    for (int i = 0; i < grid->columns * grid->rows; i++) { /* what is not in the mask, first */
        struct part part;

        if (looking->cells[i] != 0)
            continue;
        part = flood(looking, grid, i, 0, 0);
        holes += part.at_edge ? 0 : part.cells;
    }
    if (grid->filled < 2 * (size_t)MLF_MASK_CELLS && holes < 4)
        holes = 0; /* a pixel or two of a small mask */
    if ((double)holes > MLF_MASK_HOLE * (double)grid->filled &&
        mlf_doctor_measure(finding, MLF_ISSUE_MASK_HOLE, round((double)holes / (double)grid->filled * 1000) / 1000,
                           err))
        return -1;
    for (int i = 0; i < grid->columns * grid->rows && n < MOST_PARTS; i++) {
        if (looking->cells[i] != 1)
            continue;
        parts[n] = flood(looking, grid, i, 1, 1);
        largest = parts[n].cells > parts[largest].cells ? n : largest;
        n++;
    }
    for (size_t i = 0; i < n; i++)
        if (i != largest && (double)parts[i].cells < MLF_MASK_ISLAND * (double)grid->filled)
            far = fmax(far, gap(grid, &parts[i], &parts[largest]));
    return far > MLF_MASK_ISLAND_SIZES * size
               ? mlf_doctor_measure(finding, MLF_ISSUE_MASK_ISLAND, round(far / size * 100) / 100, err)
               : 0;
}

/* ---- Masks of one photo ---- */

static int note_cover(struct mlf_finding *finding, const struct mlf_finding *twin, double share, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_buf_puts(&value, "{\"share\":");
    mlf_json_put_number(&value, round(share * 1000) / 1000);
    mlf_buf_puts(&value, ",\"twin\":");
    mlf_json_put_string(&value, twin->object.id);
    mlf_buf_puts(&value, "}");
    result = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, MLF_ISSUE_MASK_OVERLAP, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* Areas of the masks of objects that can be looked at, in their own units; 0: not looked at. */
static int compare_pair(struct looking *looking, struct mlf_finding *a, struct mlf_finding *b, const double areas[2],
                        const double *box, const double *box2, struct mlf_err *err)
{
    double small = fmin(areas[0], areas[1]);
    double window[4];
    size_t common = 0;
    int columns;
    int rows;
    double share;

    if (!(small > 0) || fmax(areas[0], areas[1]) > MLF_MASK_COVER_TIMES * small ||
        a->object.normalised != b->object.normalised)
        return 0;
    for (int k = 0; k < 2; k++) {
        window[k] = fmax(box[k], box2[k]);
        window[k + 2] = fmin(box[k] + box[k + 2], box2[k] + box2[k + 2]) - window[k];
        if (!(window[k + 2] > 0))
            return 0;
    }
    if (window[2] * window[3] < MLF_MASK_COVER * small)
        return 0;
    columns = cells_along(window[2] * scale_of(a));
    rows = cells_along(window[3] * scale_of(a));
    if (mlf_mask_fill(a->mask, window, columns, rows, looking->cells, err) ||
        mlf_mask_fill(b->mask, window, columns, rows, looking->other, err))
        return -1;
    for (int i = 0; i < columns * rows; i++)
        common += looking->cells[i] & looking->other[i];
    share = (double)common * window[2] * window[3] / columns / rows / small;
    if (share < MLF_MASK_COVER)
        return 0;
    return note_cover(a, b, share, err) || note_cover(b, a, share, err) ? -1 : 0;
}

static int compare_masks(struct looking *looking, struct mlf_objects *objects, const struct mlf_photo_group *photo,
                         const double *areas, struct mlf_err *err)
{
    double(*boxes)[4] = mlf_alloc(photo->n, sizeof *boxes, err);
    int result = boxes ? 0 : -1;

    for (size_t i = 0; i < photo->n && !result; i++) {
        struct mlf_finding *a = &objects->items[photo->objects[i]];

        if (areas[photo->objects[i]] > 0)
            mlf_mask_envelope(a->mask, boxes[i]);
        for (size_t k = 0; k < i && !result; k++) {
            const double pair[] = {areas[photo->objects[i]], areas[photo->objects[k]]};

            result = compare_pair(looking, a, &objects->items[photo->objects[k]], pair, boxes[i], boxes[k], err);
        }
    }
    free(boxes);
    return result;
}

/* ---- All masks ---- */

/* How many times as long as wide the mask is: the root of the ratio of its second moments along its axes. */
static double elongation(const struct looking *looking, const struct grid *grid)
{
    double sums[6] = {0}; /* of 1, x, y, x x, x y, y y */
    double xx;
    double xy;
    double yy;
    double apart;

    for (int row = 0; row < grid->rows; row++) {
        const unsigned char *cells = looking->cells + (size_t)row * (size_t)grid->columns;
        double y = (row + 0.5) * grid->unit[1];
        long n = 0;
        long places = 0; /* of the row's cells: their sum, and that of their squares */
        long squares = 0;

        for (long column = 0; column < grid->columns; column++) {
            n += cells[column];
            places += cells[column] * column;
            squares += cells[column] * column * column;
        }
        double x = ((double)places + 0.5 * (double)n) * grid->unit[0];
        sums[0] += (double)n;
        sums[1] += x;
        sums[2] += (double)n * y;
        sums[3] += ((double)squares + (double)places + 0.25 * (double)n) * grid->unit[0] * grid->unit[0];
        sums[4] += x * y;
        sums[5] += (double)n * y * y;
    }
    xx = sums[3] / sums[0] - sums[1] * sums[1] / (sums[0] * sums[0]) + grid->unit[0] * grid->unit[0] / 12;
    xy = sums[4] / sums[0] - sums[1] * sums[2] / (sums[0] * sums[0]);
    yy = sums[5] / sums[0] - sums[2] * sums[2] / (sums[0] * sums[0]) + grid->unit[1] * grid->unit[1] / 12;
    apart = hypot(xx - yy, 2 * xy);
    return sqrt((xx + yy + apart) / fmax(xx + yy - apart, 1e-9 * (xx + yy)));
}

/* Looks at one mask; *area becomes that of what is in it, *share what part of its envelope that is, and *long_by how
 * elongated it is. */
static int examine(struct looking *looking, struct mlf_finding *finding, double *area, double *share, double *long_by,
                   struct mlf_err *err)
{
    struct grid grid;
    double at[2];
    int can = fill(looking, finding, &grid, err);

    if (can <= 0)
        return can;
    *share = (double)grid.filled / (double)(grid.columns * grid.rows);
    *area = *share * grid.window[2] * grid.window[3];
    *long_by = elongation(looking, &grid);
    if (mlf_mask_crosses(finding->mask, at)) {
        char value[80];

        snprintf(value, sizeof value, "[%.6g,%.6g]", at[0], at[1]);
        if (mlf_finding_measure(finding, MLF_ISSUE_MASK_CROSSING, value, err))
            return -1;
    }
    return compare_box(finding, &grid, err) || look_at_parts(looking, finding, &grid, err) ? -1 : 0;
}

int mlf_doctor_examine_masks(struct mlf_objects *objects, struct mlf_err *err)
{
    struct looking *looking = NULL;
    double *areas = NULL;
    double *shares = NULL;
    double *lengths = NULL;
    size_t any = 0;
    int result = -1;

    for (size_t i = 0; i < objects->n; i++)
        any += objects->items[i].mask != NULL;
    if (any == 0)
        return 0;
    if (!(looking = mlf_alloc(1, sizeof *looking, err)) || !(areas = mlf_alloc(objects->n, sizeof *areas, err)) ||
        !(shares = mlf_alloc(objects->n, sizeof *shares, err)) ||
        !(lengths = mlf_alloc(objects->n, sizeof *lengths, err)))
        goto done;
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *finding = &objects->items[i];

        shares[i] = lengths[i] = NAN;
        if (finding->mask && !is_hidden(finding) && examine(looking, finding, &areas[i], &shares[i], &lengths[i], err))
            goto done;
        shares[i] = log(shares[i]);
        lengths[i] = log(lengths[i]);
    }
    result = mlf_doctor_find_extremes(objects, shares, MLF_ISSUE_MASK_AREA, err) ||
                     mlf_doctor_find_extremes(objects, lengths, MLF_ISSUE_MASK_AREA, err)
                 ? -1
                 : 0;
    for (size_t i = 0; i < objects->photo_count && !result; i++)
        result = compare_masks(looking, objects, &objects->photos[i], areas, err);
done:
    free(looking);
    free(areas);
    free(shares);
    free(lengths);
    return result;
}
