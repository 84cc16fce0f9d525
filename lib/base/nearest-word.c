#include "mlfix/base/nearest-word.h"

#include <string.h>

/* Longer texts are not compared; the cost is the product of the lengths. */
#define LIMIT ((size_t)128)

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][LIMIT + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t k = 0; k <= m; k++)
        above[k] = k;
    for (size_t i = 1; i <= n; i++) {
        row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            row[k] = least(above[k - 1] + (a[i - 1] != b[k - 1]), least(above[k], row[k - 1]) + 1);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                row[k] = least(row[k], before[k - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[m];
}

void mlf_nearest_begin(struct mlf_nearest *nearest, const char *word)
{
    *nearest = (struct mlf_nearest){.word = word, .distance = strlen(word) / 3 + 1};
}

void mlf_nearest_offer(struct mlf_nearest *nearest, const char *candidate)
{
    size_t n = strlen(nearest->word), m = strlen(candidate);
    if (n > LIMIT)
        return;
    if (strstr(candidate, nearest->word)) {
        nearest->holder = candidate;
        nearest->holders++;
    }
    if (m > LIMIT || m + nearest->distance <= n || n + nearest->distance <= m)
        return;
    size_t d = distance(nearest->word, n, candidate, m);
    if (d < nearest->distance) {
        nearest->distance = d;
        nearest->found = candidate;
    }
}

const char *mlf_nearest_found(const struct mlf_nearest *nearest)
{
    return nearest->holders == 1 ? nearest->holder : nearest->found;
}

const char *mlf_nearest_word(const char *word, const char *const *words)
{
    struct mlf_nearest nearest;
    mlf_nearest_begin(&nearest, word);
    for (; *words; words++)
        mlf_nearest_offer(&nearest, *words);
    return mlf_nearest_found(&nearest);
}
