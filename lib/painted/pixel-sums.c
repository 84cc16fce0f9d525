#include "pixel-sums.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/painted/painted-sheets.h"

int mlf_pixel_sums_make(struct mlf_pixel_sums *sums, const struct mlf_pixels *pixels, struct mlf_err *err)
{
    size_t line = ((size_t)pixels->width + 1) * 3;
    sums->width = pixels->width;
    sums->height = pixels->height;
    sums->data = mlf_alloc(line * ((size_t)pixels->height + 1), sizeof *sums->data, err);
    if (!sums->data)
        return -1;
    for (int y = 0; y < pixels->height; y++) {
        const unsigned char *from = pixels->data + (size_t)y * (size_t)pixels->width * 3;
        const uint32_t *above = sums->data + (size_t)y * line;
        uint32_t *to = sums->data + ((size_t)y + 1) * line, row[3] = {0, 0, 0};
        for (size_t i = 0; i < (size_t)pixels->width * 3; i++) {
            row[i % 3] += from[i];
            to[i + 3] = above[i + 3] + row[i % 3];
        }
    }
    return 0;
}

void mlf_pixel_sums_free(struct mlf_pixel_sums *sums)
{
    free(sums->data);
    memset(sums, 0, sizeof *sums);
}

/* The sum above and left of (x, y), which may lie between pixels: as if every pixel were a
 * square of one colour. */
static void sum_at(const struct mlf_pixel_sums *sums, double x, double y, double sum[3])
{
    int left = (int)x < sums->width ? (int)x : sums->width - 1, top = (int)y < sums->height ? (int)y : sums->height - 1;
    double fx = x - left, fy = y - top;
    size_t line = ((size_t)sums->width + 1) * 3;
    const uint32_t *p = sums->data + (size_t)top * line + (size_t)left * 3, *q = p + line;
    for (int c = 0; c < 3; c++)
        sum[c] = (1 - fy) * ((1 - fx) * p[c] + fx * p[c + 3]) + fy * ((1 - fx) * q[c] + fx * q[c + 3]);
}

int mlf_pixel_sums_block(const struct mlf_pixel_sums *sums, const struct mlf_painted_cell *cell, int block,
                         double across, double down, double mean[3])
{
    int row = block / MLF_FINGERPRINT, column = block % MLF_FINGERPRINT;
    double x0 = (cell->x + column * cell->size / MLF_FINGERPRINT) * across;
    double x1 = (cell->x + (column + 1) * cell->size / MLF_FINGERPRINT) * across;
    double y0 = (cell->y + row * cell->size / MLF_FINGERPRINT) * down;
    double y1 = (cell->y + (row + 1) * cell->size / MLF_FINGERPRINT) * down;
    double a[3], b[3], c[3], d[3];
    if (x1 > sums->width || y1 > sums->height)
        return 0;
    sum_at(sums, x0, y0, a);
    sum_at(sums, x1, y0, b);
    sum_at(sums, x0, y1, c);
    sum_at(sums, x1, y1, d);
    for (int k = 0; k < 3; k++)
        mean[k] = (d[k] - b[k] - c[k] + a[k]) / ((x1 - x0) * (y1 - y0));
    return 1;
}
