#include "mlfix/numeric/npy-ids.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/numeric/npy.h"

struct named {
    const char *id;
    size_t row;
};

static int by_id(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Cuts the text into lines in place, and lists them with their numbers. */
static int split(char *text, size_t length, const char *path, struct named *named, size_t rows, struct mlf_err *err)
{
    size_t n = 0;
    for (char *at = text, *end = text + length; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        char *next = stop ? stop + 1 : end;
        stop = stop ? stop : end;
        if (stop > at && stop[-1] == '\r')
            stop--;
        *stop = '\0';
        if (strlen(at) != (size_t)(stop - at) || stop == at)
            return mlf_fail(err, "%s:%zu: is no id", path, n + 1);
        if (n < rows)
            named[n] = (struct named){at, n};
        n++;
        at = next;
    }
    if (n != rows)
        return mlf_fail(err, "'%s' holds %zu ids for %zu rows", path, n, rows);
    return 0;
}

int mlf_npy_ids_read(struct mlf_npy_ids *ids, const char *path, size_t rows, struct mlf_err *err)
{
    *ids = (struct mlf_npy_ids){0};
    int result = -1;
    size_t length = 0;
    struct named *named = mlf_alloc(rows, sizeof *named, err);
    ids->ids = mlf_alloc(rows, sizeof *ids->ids, err);
    ids->rows = mlf_alloc(rows, sizeof *ids->rows, err);
    if (!named || !ids->ids || !ids->rows || !(ids->text = mlf_file_read(path, MLF_LIMIT_IDS_FILE, &length, err)) ||
        split(ids->text, length, path, named, rows, err))
        goto done;
    qsort(named, rows, sizeof *named, by_id);
    for (size_t i = 0; i < rows; i++) {
        if (i > 0 && strcmp(named[i].id, named[i - 1].id) == 0) {
            mlf_fail(err, "%s:%zu: the id '%s' stands in line %zu already", path, named[i].row + 1, named[i].id,
                     named[i - 1].row + 1);
            goto done;
        }
        ids->ids[i] = named[i].id;
        ids->rows[i] = named[i].row;
    }
    ids->n = rows;
    result = 0;
done:
    free(named);
    if (result)
        mlf_npy_ids_free(ids);
    return result;
}

void mlf_npy_ids_free(struct mlf_npy_ids *ids)
{
    free(ids->text);
    free(ids->ids);
    free(ids->rows);
    *ids = (struct mlf_npy_ids){0};
}

int mlf_npy_ids_find(const struct mlf_npy_ids *ids, const char *id, size_t *row)
{
    size_t low = 0, high = ids->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, ids->ids[middle]);
        if (order == 0) {
            *row = ids->rows[middle];
            return 1;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}
