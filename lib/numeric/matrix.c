#include "mlfix/numeric/matrix.h"

#include <cblas.h>

#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/numeric/blas-ready.h"

/* Tiles are large enough for sgemm to reach its full speed, and small enough that usual
 * products have a few dozen of them. */
#define TILE_ROWS ((size_t)256)
#define TILE_COLUMNS ((size_t)512)
#define SQUARE ((size_t)256)

struct product {
    CBLAS_TRANSPOSE ta, tb;
    size_t m, n, k;
    float alpha, beta;
    const float *a, *b;
    size_t lda, ldb;
    float *c;
    size_t ldc;
    size_t tiles_across;
};

static size_t pieces(size_t n, size_t size)
{
    return n / size + (n % size != 0);
}

static size_t piece_size(size_t n, size_t size, size_t piece)
{
    size_t left = n - piece * size;
    return left < size ? left : size;
}

static int check_sides(size_t m, size_t n, size_t k, struct mlf_err *err)
{
    if (m > MLF_MATRIX_SIDE || n > MLF_MATRIX_SIDE || k > MLF_MATRIX_SIDE)
        return mlf_fail(err, "a matrix of %zu x %zu x %zu is too large", m, n, k);
    return 0;
}

static void multiply(const struct product *p, size_t row, size_t rows, size_t column, size_t columns)
{
    const float *a = p->ta == CblasNoTrans ? p->a + row * p->lda : p->a + row;
    const float *b = p->tb == CblasNoTrans ? p->b + column : p->b + column * p->ldb;
    cblas_sgemm(CblasRowMajor, p->ta, p->tb, (int)rows, (int)columns, (int)p->k, p->alpha, a, (int)p->lda, b,
                (int)p->ldb, p->beta, p->c + row * p->ldc + column, (int)p->ldc);
}

static int gemm_tile(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    (void)err;
    const struct product *p = context;
    size_t i = piece / p->tiles_across, j = piece % p->tiles_across;
    multiply(p, i * TILE_ROWS, piece_size(p->m, TILE_ROWS, i), j * TILE_COLUMNS, piece_size(p->n, TILE_COLUMNS, j));
    return 0;
}

int mlf_gemm(enum mlf_transpose transpose_a, enum mlf_transpose transpose_b, size_t m, size_t n, size_t k, float alpha,
             const float *a, size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc, int jobs,
             struct mlf_err *err)
{
    if (check_sides(m, n, k, err) || check_sides(lda, ldb, ldc, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    struct product p = {
        .ta = transpose_a == MLF_TRANSPOSED ? CblasTrans : CblasNoTrans,
        .tb = transpose_b == MLF_TRANSPOSED ? CblasTrans : CblasNoTrans,
        .m = m,
        .n = n,
        .k = k,
        .alpha = alpha,
        .beta = beta,
        .a = a,
        .b = b,
        .lda = lda,
        .ldb = ldb,
        .c = c,
        .ldc = ldc,
        .tiles_across = pieces(n, TILE_COLUMNS),
    };
    return mlf_parallel(pieces(m, TILE_ROWS) * p.tiles_across, jobs, gemm_tile, &p, err);
}

/* Computes tile number `piece` of the lower triangle, counted row by row, and copies it to
 * its place above the diagonal. */
static int triangle_tile(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    (void)err;
    const struct product *p = context;
    size_t i = 0;
    while (piece > i) {
        piece -= i + 1;
        i++;
    }
    size_t row = i * SQUARE, column = piece * SQUARE;
    size_t rows = piece_size(p->m, SQUARE, i), columns = piece_size(p->m, SQUARE, piece);
    multiply(p, row, rows, column, columns);
    float *c = p->c;
    for (size_t y = 0; y < rows; y++) {
        size_t end = row == column ? y : columns;
        for (size_t x = 0; x < end; x++)
            c[(column + x) * p->ldc + row + y] = c[(row + y) * p->ldc + column + x];
    }
    return 0;
}

static int symmetric_product(struct product *p, int jobs, struct mlf_err *err)
{
    if (check_sides(p->m, p->k, p->lda, err))
        return -1;
    if (mlf_blas_ready(jobs, err))
        return -1;
    size_t across = pieces(p->m, SQUARE);
    return mlf_parallel(across * (across + 1) / 2, jobs, triangle_tile, p, err);
}

int mlf_gram(size_t n, size_t d, float alpha, const float *a, size_t lda, float beta, float *c, int jobs,
             struct mlf_err *err)
{
    struct product p = {.ta = CblasTrans,
                        .tb = CblasNoTrans,
                        .m = d,
                        .n = d,
                        .k = n,
                        .alpha = alpha,
                        .beta = beta,
                        .a = a,
                        .b = a,
                        .lda = lda,
                        .ldb = lda,
                        .c = c,
                        .ldc = d};
    return symmetric_product(&p, jobs, err);
}

int mlf_outer(size_t n, size_t d, float alpha, const float *a, size_t lda, float beta, float *c, int jobs,
              struct mlf_err *err)
{
    struct product p = {.ta = CblasNoTrans,
                        .tb = CblasTrans,
                        .m = n,
                        .n = n,
                        .k = d,
                        .alpha = alpha,
                        .beta = beta,
                        .a = a,
                        .b = a,
                        .lda = lda,
                        .ldb = lda,
                        .c = c,
                        .ldc = n};
    return symmetric_product(&p, jobs, err);
}
