#include "mlfix/numeric/cholesky.h"

#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/numeric/blas-ready.h"
#include "mlfix/numeric/lapack.h"
#include "mlfix/numeric/matrix.h"

#define TILE MLF_CHOLESKY_TILE

struct factor {
    size_t n, tiles;
    float *a;
    size_t column;   /* the tile column under work */
    float *diagonal; /* inverses of the diagonal tiles, transposed, TILE * TILE each */
    float *strips;   /* one tile row a worker */
};

static size_t tile_side(const struct factor *f, size_t tile)
{
    size_t left = f->n - tile * TILE;
    return left < TILE ? left : TILE;
}

static float *tile_at(const struct factor *f, size_t row, size_t column)
{
    return f->a + row * TILE * f->n + column * TILE;
}

/* Subtracts what the finished tile columns contribute to one tile of the current one. */
static int update_tile(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct factor *f = context;
    size_t i = f->column + piece, done = f->column * TILE;
    int rows = (int)tile_side(f, i), columns = (int)tile_side(f, f->column), n = (int)f->n;
    (void)worker;
    (void)err;
    if (piece == 0)
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasNoTrans, rows, (int)done, -1, tile_at(f, i, 0), n, 1,
                    tile_at(f, i, i), n);
    else
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, columns, (int)done, -1, tile_at(f, i, 0), n,
                    tile_at(f, f->column, 0), n, 1, tile_at(f, i, f->column), n);
    return 0;
}

static int solve_tile(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct factor *f = context;
    size_t i = f->column + 1 + piece;
    (void)worker;
    (void)err;
    cblas_strsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)tile_side(f, i),
                (int)tile_side(f, f->column), 1, tile_at(f, f->column, f->column), (int)f->n, tile_at(f, i, f->column),
                (int)f->n);
    return 0;
}

static int check_size(size_t n, struct mlf_err *err)
{
    return n <= MLF_MATRIX_SIDE ? 0 : mlf_fail(err, "a matrix of %zu rows is too large", n);
}

int mlf_cholesky(size_t n, float *a, int jobs, struct mlf_err *err)
{
    struct factor f = {.n = n, .tiles = (n + TILE - 1) / TILE, .a = a};
    if (check_size(n, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    for (size_t j = 0; j < f.tiles; j++) {
        f.column = j;
        if (j > 0 && mlf_parallel(f.tiles - j, jobs, update_tile, &f, err))
            return -1;
        /* LAPACK reads matrices by columns, so our lower triangle is its upper one. */
        int side = (int)tile_side(&f, j), stride = (int)n, info = 0;
        spotrf_("U", &side, tile_at(&f, j, j), &stride, &info, 1);
        if (info != 0)
            return mlf_fail(err, "the matrix is not positive definite (row %zu of %zu)", j * TILE + (size_t)abs(info),
                            n);
        if (j + 1 < f.tiles && mlf_parallel(f.tiles - j - 1, jobs, solve_tile, &f, err))
            return -1;
    }
    return 0;
}

static int invert_diagonal(void *context, size_t j, int worker, struct mlf_err *err)
{
    const struct factor *f = context;
    size_t side = tile_side(f, j);
    float *inverse = f->diagonal + j * TILE * TILE;
    int order = (int)side, stride = (int)TILE, info = 0;
    (void)worker;
    /* The transposed tile is an upper triangle by rows, which is a lower one to LAPACK. */
    for (size_t r = 0; r < side; r++)
        for (size_t c = 0; c < side; c++)
            inverse[r * TILE + c] = c >= r ? tile_at(f, j, j)[c * f->n + r] : 0;
    strtri_("L", "N", &order, inverse, &stride, &info, 1, 1);
    return info == 0 ? 0 : mlf_fail(err, "the triangular matrix is singular (row %zu)", j * TILE + (size_t)abs(info));
}

/* Row j of tiles of U = L^-T, from L L^-1 = I:
 *     U(j,i) = -(sum over k = j..i-1 of U(j,k) L(i,k)') U(i,i).
 * The tiles U(j,k) lie side by side, and so do the L(i,k), so the sum is one product of
 * matrices. The row is made in scratch memory, since other threads still read the
 * diagonal tiles of L. */
static int invert_row(void *context, size_t j, int worker, struct mlf_err *err)
{
    const struct factor *f = context;
    size_t n = f->n, rows = tile_side(f, j), first = j * TILE;
    float *strip = f->strips + (size_t)worker * 2 * TILE * n;
    float *sum = strip + TILE * n;
    (void)err;
    for (size_t r = 0; r < rows; r++)
        memcpy(strip + r * n, f->diagonal + j * TILE * TILE + r * TILE, rows * sizeof *strip);
    for (size_t i = j + 1; i < f->tiles; i++) {
        int side = (int)tile_side(f, i), depth = (int)(i * TILE - first);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, side, depth, -1, strip, (int)n,
                    tile_at(f, i, j), (int)n, 0, sum, (int)TILE);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, side, side, 1, sum, (int)TILE,
                    f->diagonal + i * TILE * TILE, (int)TILE, 0, strip + (i * TILE - first), (int)n);
    }
    for (size_t r = 0; r < rows && j + 1 < f->tiles; r++)
        memcpy(f->a + (first + r) * n + first + rows, strip + r * n + rows, (n - first - rows) * sizeof *strip);
    return 0;
}

/* Clears what is left of L and puts the diagonal tiles of U into the matrix. */
static int finish_row(void *context, size_t j, int worker, struct mlf_err *err)
{
    const struct factor *f = context;
    size_t rows = tile_side(f, j), first = j * TILE;
    (void)worker;
    (void)err;
    for (size_t r = 0; r < rows; r++) {
        float *row = f->a + (first + r) * f->n;
        memset(row, 0, first * sizeof *row);
        memcpy(row + first, f->diagonal + j * TILE * TILE + r * TILE, rows * sizeof *row);
    }
    return 0;
}

int mlf_cholesky_invert(size_t n, float *a, int jobs, struct mlf_err *err)
{
    struct factor f = {.n = n, .tiles = (n + TILE - 1) / TILE, .a = a};
    size_t workers = jobs < 1 ? 1 : (size_t)jobs;
    int result = -1;
    if (check_size(n, err))
        return -1;
    if (workers > f.tiles)
        workers = f.tiles ? f.tiles : 1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    f.diagonal = mlf_alloc_matrix(f.tiles * TILE * TILE, sizeof *f.diagonal, err);
    f.strips = mlf_alloc_matrix(workers * 2 * TILE * n, sizeof *f.strips, err);
    if (!f.diagonal || !f.strips)
        goto done;
    if (mlf_parallel(f.tiles, (int)workers, invert_diagonal, &f, err) ||
        mlf_parallel(f.tiles, (int)workers, invert_row, &f, err) ||
        mlf_parallel(f.tiles, (int)workers, finish_row, &f, err))
        goto done;
    result = 0;
done:
    free(f.diagonal);
    free(f.strips);
    return result;
}

struct product {
    size_t n, c;
    const float *u, *from;
    float *to;
};

/* Rows of U'Y: tile column `piece` of U down to its diagonal. */
static int apply_transposed(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct product *p = context;
    size_t first = piece * TILE, end = first + TILE < p->n ? first + TILE : p->n;
    (void)worker;
    (void)err;
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)(end - first), (int)p->c, (int)end, 1, p->u + first,
                (int)p->n, p->from, (int)p->c, 0, p->to + first * p->c, (int)p->c);
    return 0;
}

/* Rows of UW: tile row `piece` of U from its diagonal on. */
static int apply_rows(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct product *p = context;
    size_t first = piece * TILE, end = first + TILE < p->n ? first + TILE : p->n;
    (void)worker;
    (void)err;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(end - first), (int)p->c, (int)(p->n - first), 1,
                p->u + first * p->n + first, (int)p->n, p->from + first * p->c, (int)p->c, 0, p->to + first * p->c,
                (int)p->c);
    return 0;
}

int mlf_cholesky_apply(size_t n, const float *u, size_t c, const float *y, float *x, int jobs, struct mlf_err *err)
{
    size_t tiles = (n + TILE - 1) / TILE;
    int result = -1;
    if (check_size(n, err) || check_size(c, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    float *w = mlf_alloc_matrix(n * c, sizeof *w, err);
    if (!w)
        return -1;
    struct product half = {.n = n, .c = c, .u = u, .from = y, .to = w};
    struct product rest = {.n = n, .c = c, .u = u, .from = w, .to = x};
    if (mlf_parallel(tiles, jobs, apply_transposed, &half, err) || mlf_parallel(tiles, jobs, apply_rows, &rest, err))
        goto done;
    result = 0;
done:
    free(w);
    return result;
}
