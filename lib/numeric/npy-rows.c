#include "mlfix/numeric/npy-rows.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mlfix/base/processor-clones.h"
#include "mlfix/numeric/half.h"

#define LANES 16
#define LITTLE_ENDIAN_HOST (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

size_t mlf_npy_item_size(enum mlf_npy_kind kind)
{
    static const size_t sizes[] = {
        [MLF_NPY_F2] = 2, [MLF_NPY_F4] = 4, [MLF_NPY_F8] = 8, [MLF_NPY_U1] = 1,
        [MLF_NPY_B1] = 1, [MLF_NPY_I4] = 4, [MLF_NPY_I8] = 8,
    };
    return sizes[kind];
}

static double item(const struct mlf_npy *npy, const unsigned char *at)
{
    size_t size = mlf_npy_item_size(npy->kind);
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits |= (uint64_t)at[npy->big_endian ? size - 1 - i : i] << (8 * i);
    uint32_t low = (uint32_t)bits;
    float single;
    double wide;
    switch (npy->kind) {
    case MLF_NPY_F2:
        return (double)mlf_half_value((uint16_t)bits);
    case MLF_NPY_F4:
        memcpy(&single, &low, sizeof single);
        return (double)single;
    case MLF_NPY_F8:
        memcpy(&wide, &bits, sizeof wide);
        return wide;
    case MLF_NPY_U1:
        return (double)bits;
    case MLF_NPY_B1:
        return bits != 0;
    case MLF_NPY_I4:
        return (double)(int32_t)low;
    case MLF_NPY_I8:
        return (double)(int64_t)bits;
    }
    return (double)NAN;
}

static const unsigned char *row_start(const struct mlf_npy *npy, size_t row, size_t *step)
{
    size_t size = mlf_npy_item_size(npy->kind);
    *step = npy->by_columns ? npy->rows * size : size;
    return npy->data + (npy->by_columns ? row : row * npy->columns) * size;
}

/* A fixed count of numbers at a time lets the compiler use vector instructions. */
static inline void widen_half_lanes(const unsigned char *at, double *values)
{
    uint16_t bits[LANES];
    memcpy(bits, at, sizeof bits);
    for (int i = 0; i < LANES; i++)
        values[i] = (double)mlf_half_value(bits[i]);
}

static inline void widen_float_lanes(const unsigned char *at, double *values)
{
    float singles[LANES];
    memcpy(singles, at, sizeof singles);
    for (int i = 0; i < LANES; i++)
        values[i] = (double)singles[i];
}

MLF_FOR_EACH_PROCESSOR
static void widen(enum mlf_npy_kind kind, const unsigned char *at, size_t n, double *values)
{
    size_t size = mlf_npy_item_size(kind), j = 0;
    unsigned char rest[4 * LANES] = {0};
    double wide[LANES];
    for (; j + LANES <= n && kind == MLF_NPY_F2; j += LANES)
        widen_half_lanes(at + 2 * j, values + j);
    for (; j + LANES <= n; j += LANES)
        widen_float_lanes(at + 4 * j, values + j);
    memcpy(rest, at + size * j, size * (n - j));
    if (kind == MLF_NPY_F2)
        widen_half_lanes(rest, wide);
    else
        widen_float_lanes(rest, wide);
    memcpy(values + j, wide, (n - j) * sizeof *values);
}

void mlf_npy_row_wide(const struct mlf_npy *npy, size_t row, double *values)
{
    size_t step;
    const unsigned char *at = row_start(npy, row, &step);
    int plain = LITTLE_ENDIAN_HOST && !npy->big_endian && !npy->by_columns;
    if (plain && (npy->kind == MLF_NPY_F2 || npy->kind == MLF_NPY_F4)) {
        widen(npy->kind, at, npy->columns, values);
    } else {
        for (size_t j = 0; j < npy->columns; j++)
            values[j] = item(npy, at + j * step);
    }
}

void mlf_npy_row(const struct mlf_npy *npy, size_t row, float *values)
{
    size_t step;
    const unsigned char *at = row_start(npy, row, &step);
    for (size_t j = 0; j < npy->columns; j++) {
        double wide = item(npy, at + j * step);
        /* Converting a double that does not fit a float is undefined in C. */
        if (fabs(wide) > (double)3.402823466e38F)
            wide = wide > 0 ? (double)INFINITY : (double)-INFINITY;
        values[j] = (float)wide;
    }
}

void mlf_npy_forget(const struct mlf_npy *npy, size_t first, size_t rows)
{
    long page = sysconf(_SC_PAGESIZE);
    size_t row = npy->columns * mlf_npy_item_size(npy->kind);
    if (npy->by_columns || page <= 0)
        return;
    uintptr_t mask = (uintptr_t)page - 1;
    uintptr_t begin = ((uintptr_t)(npy->data + first * row) + mask) & ~mask;
    uintptr_t end = (uintptr_t)(npy->data + (first + rows) * row) & ~mask;
    /* This is only advice to the system, so a failure does no harm. */
    if (end > begin)
        madvise((unsigned char *)npy->map + (begin - (uintptr_t)npy->map), end - begin, MADV_DONTNEED);
}
