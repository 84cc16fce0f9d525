#include "nearest-label.h"

#include <string.h>

#include "mlfix/base/string-set.h"

/* Longer texts are not compared; the cost is the product of the lengths. */
#define NEAREST_LIMIT 128

/* With more labels than this none is compared: reporting a wrong flag file must not take
 * minutes. */
#define NEAREST_LABELS 4096

/* The edit distance of two texts, by rows of the usual table. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[NEAREST_LIMIT + 1];

    for (size_t k = 0; k <= m; k++)
        row[k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            size_t above = row[k], best = diagonal + (a[i - 1] != b[k - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = above;
            row[k] = best;
        }
    }
    return row[m];
}

/* The only label that contains the text, or NULL. */
static const char *only_holder(const struct mlf_string_set *labels, const char *text)
{
    const char *found = NULL;

    for (size_t i = 0; i < labels->n; i++) {
        if (!strstr(labels->items[i], text))
            continue;
        if (found)
            return NULL;
        found = labels->items[i];
    }
    return found;
}

const char *mlf_nearest_label(const struct mlf_string_set *labels, const char *text)
{
    size_t n = strlen(text), best = n / 3 + 1;
    const char *found;

    if (n > NEAREST_LIMIT || labels->n > NEAREST_LABELS)
        return NULL;
    found = only_holder(labels, text);
    if (found)
        return found;
    for (size_t i = 0; i < labels->n; i++) {
        size_t m = strlen(labels->items[i]), d;
        if (m > NEAREST_LIMIT || m + best <= n || n + best <= m)
            continue;
        d = distance(text, n, labels->items[i], m);
        if (d < best) {
            best = d;
            found = labels->items[i];
        }
    }
    return found;
}
