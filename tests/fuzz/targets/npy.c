/* Arrays of vectors, and the list of their ids: the input is a .npy file, behind which a line "=== ids" may come. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/npy-ids.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"

enum { MOST_ROWS = 64, MOST_COLUMNS = 4096 };

static void read_rows(const struct mlf_npy *npy)
{
    float *values = malloc(npy->columns * sizeof *values);
    double *wide = malloc(npy->columns * sizeof *wide);

    for (size_t i = 0; i < npy->rows && i < MOST_ROWS; i++) {
        size_t row = i % 2 ? npy->rows - 1 - i / 2 : i / 2;

        mlf_npy_row(npy, row, values);
        mlf_npy_row_wide(npy, row, wide);
        for (size_t k = 0; k < npy->columns; k++)
            HOLDS(isnan(values[k]) ? isnan(wide[k]) : fabs(wide[k]) > 3e38 || values[k] == (float)wide[k], "%g and %g",
                  (double)values[k], wide[k]);
    }
    free(values);
    free(wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "\n=== ids\n";
    const uint8_t *ids = size ? memmem(data, size, mark, sizeof mark - 1) : NULL;
    size_t length = ids ? (size_t)(ids - data) : size, row;
    struct mlf_npy npy;
    struct mlf_npy_ids list;
    struct mlf_err err = {""};

    (void)fuzz_put("a.npy", data, length);
    (void)fuzz_put("a.ids", ids ? ids + sizeof mark - 1 : data, ids ? size - length - (sizeof mark - 1) : 0);
    if (mlf_npy_open(&npy, fuzz_path("a.npy"), &err)) {
        HOLDS(*err.text, "an error has a sentence");
        return 0;
    }
    HOLDS(npy.columns > 0 && npy.rows <= size / npy.columns, "%zu x %zu in %zu bytes", npy.rows, npy.columns, size);
    if (npy.columns <= MOST_COLUMNS)
        read_rows(&npy);
    if (npy.rows < 1000 && mlf_npy_ids_read(&list, fuzz_path("a.ids"), npy.rows, NULL) == 0) {
        for (size_t i = 0; i < list.n; i++)
            HOLDS(mlf_npy_ids_find(&list, list.ids[i], &row) == 1 && row == list.rows[i], "'%s'", list.ids[i]);
        mlf_npy_ids_free(&list);
    }
    mlf_npy_forget(&npy, 0, npy.rows);
    mlf_npy_close(&npy);
    return 0;
}
