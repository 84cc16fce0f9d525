#include "mlfix/embed/hash.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/embed/dictionary.h"
#include "mlfix/embed/thumbnails.h"

#define SIDE ((size_t)MLF_THUMB_SIDE)
#define KEPT ((size_t)8)
/* A coefficient (of values 0..255) below this is only rounding, and counts as 0. */
#define NOTHING 1e-6

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* waves[u][x] = cos((2 x + 1) (u + 1) pi / 64). The factors that the transform has besides
 * change no bit of the hash and are left out. */
static void fill_waves(double waves[KEPT][SIDE])
{
    const double pi = acos(-1.0);
    for (size_t u = 0; u < KEPT; u++)
        for (size_t x = 0; x < SIDE; x++)
            waves[u][x] = cos((double)((2 * x + 1) * (u + 1)) * pi / (double)(2 * SIDE));
}

uint64_t mlf_hash_thumb(const unsigned char *thumb)
{
    double waves[KEPT][SIDE], rows[SIDE][KEPT], values[KEPT * KEPT], sorted[KEPT * KEPT];
    fill_waves(waves);
    for (size_t y = 0; y < SIDE; y++)
        for (size_t u = 0; u < KEPT; u++) {
            rows[y][u] = 0;
            for (size_t x = 0; x < SIDE; x++) {
                const unsigned char *p = thumb + (y * SIDE + x) * 3;
                rows[y][u] += waves[u][x] * (0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2]);
            }
        }
    for (size_t v = 0; v < KEPT; v++)
        for (size_t u = 0; u < KEPT; u++) {
            double sum = 0;
            for (size_t y = 0; y < SIDE; y++)
                sum += waves[v][y] * rows[y][u];
            values[v * KEPT + u] = sorted[v * KEPT + u] = fabs(sum) < NOTHING ? 0 : sum;
        }
    qsort(sorted, KEPT * KEPT, sizeof *sorted, by_value);
    double median = (sorted[KEPT * KEPT / 2 - 1] + sorted[KEPT * KEPT / 2]) / 2;
    uint64_t hash = 0;
    for (size_t i = 0; i < KEPT * KEPT; i++)
        hash = hash << 1 | (values[i] > median);
    return hash;
}

void mlf_hash_text(uint64_t hash, char text[17])
{
    snprintf(text, 17, "%016llx", (unsigned long long)hash);
}
