#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/merge/part-vectors.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/record/record.h"

/* "parts/p1.npy" for the part "parts/p1.jsonl" and the pattern "*.npy". */
static char *file_of(const char *pattern, const char *part, struct mlf_err *err)
{
    const char *star = strchr(pattern, '*');
    int length = (int)(strlen(part) - strlen(mlf_path_extension(part)));
    if (!star)
        return mlf_strdup(pattern, err);
    return mlf_strf(err, "%.*s%.*s%s", (int)(star - pattern), pattern, length, part, star + 1);
}

int mlf_merge_rows_open(struct mlf_merge_rows *rows, const struct mlf_merge_vectors *which, const char *const *parts,
                        size_t n, struct mlf_err *err)
{
    *rows = (struct mlf_merge_rows){.n = n};
    if (!(rows->parts = mlf_alloc(n, sizeof *rows->parts, err)) ||
        !(rows->names = mlf_alloc(n, sizeof *rows->names, err)))
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (!(rows->names[i] = file_of(which->from, parts[i], err)) ||
            mlf_npy_open(&rows->parts[i], rows->names[i], err))
            return -1;
        if (i == 0)
            rows->columns = rows->parts[i].columns;
        if (rows->parts[i].columns != rows->columns)
            return mlf_fail(err, "'%s' has vectors of %zu numbers, '%s' of %zu", rows->names[0], rows->columns,
                            rows->names[i], rows->parts[i].columns);
    }
    if (!(rows->row = mlf_alloc(rows->columns, sizeof *rows->row, err)) ||
        !(rows->before = mlf_alloc(rows->columns, sizeof *rows->before, err)))
        return -1;
    return mlf_npy_create(&rows->out, which->to, rows->columns, err);
}

int mlf_merge_rows_fetch(struct mlf_merge_rows *rows, size_t part, const struct mlf_record *record, struct mlf_err *err)
{
    double row;
    if (!mlf_record_number(record, "row", &row)) {
        for (size_t j = 0; j < rows->columns; j++)
            rows->row[j] = NAN;
        return 0;
    }
    if (!(row >= 0 && row < (double)rows->parts[part].rows) || row != floor(row))
        return mlf_fail(err, "%s:%zu: there is no row %.9g among the %zu of '%s'", record->file, record->number, row,
                        rows->parts[part].rows, rows->names[part]);
    mlf_npy_row(&rows->parts[part], (size_t)row, rows->row);
    return 0;
}

int mlf_merge_rows_is_same(const struct mlf_merge_rows *rows)
{
    return memcmp(rows->row, rows->before, rows->columns * sizeof *rows->row) == 0;
}

int mlf_merge_rows_write(struct mlf_merge_rows *rows, struct mlf_err *err)
{
    memcpy(rows->before, rows->row, rows->columns * sizeof *rows->row);
    return mlf_npy_append(&rows->out, rows->row, 1, err);
}

int mlf_merge_rows_finish(struct mlf_merge_rows *rows, struct mlf_err *err)
{
    return mlf_npy_finish(&rows->out, err);
}

void mlf_merge_rows_free(struct mlf_merge_rows *rows)
{
    mlf_npy_discard(&rows->out);
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->parts)
            mlf_npy_close(&rows->parts[i]);
        if (rows->names)
            free(rows->names[i]);
    }
    free(rows->parts);
    free(rows->names);
    free(rows->row);
    free(rows->before);
    *rows = (struct mlf_merge_rows){0};
}
