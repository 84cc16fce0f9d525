/* Models on disk. See model.h. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/checksum.h"
#include "mlfix/err.h"
#include "mlfix/model.h"
#include "mlfix/tempfile.h"

#define MAGIC "MLFIXEMB"
#define VERSION 1
#define HEADER ((size_t)8 + 4 + 8 * 11)
#define FILE_LIMIT ((size_t)1 << 30)
/* Sides that no model of ours comes near, so that their products cannot
 * overflow. */
#define MOST_FILTERS 4096
#define MOST_ROUNDS 1000000000

static void put_number(struct mlf_buf *buf, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        mlf_buf_putc(buf, (char)(number >> (8 * i) & 0xff));
}

static void put_floats(struct mlf_buf *buf, const float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        char bytes[4] = {(char)(bits & 0xff), (char)(bits >> 8 & 0xff), (char)(bits >> 16 & 0xff), (char)(bits >> 24)};
        mlf_buf_add(buf, bytes, sizeof bytes);
    }
}

static uint64_t get_number(const char *bytes, int count)
{
    uint64_t number = 0;
    for (int i = count; i > 0; i--)
        number = number << 8 | (unsigned char)bytes[i - 1];
    return number;
}

/* Moves *bytes on. Returns -1 where a number is not finite. */
static int get_floats(const char **bytes, float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)get_number(*bytes, 4);
        memcpy(&values[i], &bits, sizeof bits);
        if (!isfinite(values[i]))
            return -1;
        *bytes += 4;
    }
    return 0;
}

int mlf_model_write(const struct mlf_model *model, const char *path, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    const struct mlf_recipe *r = &model->recipe;
    const struct mlf_projection *p = &model->projection;
    uint64_t header[11] = {r->patches,      r->iterations, r->filters, r->stride, r->grid,  r->dim,
                           r->flip ? 1 : 0, r->seed,       p->width,   p->dim,    r->sample};
    mlf_buf_puts(&buf, MAGIC);
    put_number(&buf, VERSION, 4);
    for (size_t i = 0; i < 11; i++)
        put_number(&buf, header[i], 8);
    put_floats(&buf, model->dictionary.fold, r->filters * MLF_PATCH_SIZE);
    put_floats(&buf, model->dictionary.bias, r->filters);
    if (p->basis) {
        put_floats(&buf, p->mean, p->width);
        put_floats(&buf, p->scale, p->width);
        put_floats(&buf, p->basis, p->dim * p->width);
    }
    int status = mlf_buf_check(&buf, err);
    if (status == 0) {
        put_number(&buf, mlf_checksum(MLF_CHECKSUM_START, buf.data, buf.length), 8);
        status = mlf_buf_check(&buf, err) || mlf_file_write(path, buf.data, buf.length, err) ? -1 : 0;
    }
    mlf_buf_free(&buf);
    return status;
}

static int between(uint64_t x, uint64_t low, uint64_t high)
{
    return x >= low && x <= high;
}

/* Sizes into the recipe; the floats that must follow, or 0. */
static size_t read_sizes(const char *bytes, struct mlf_recipe *recipe, size_t *width, size_t *dim)
{
    uint64_t h[11];
    for (size_t i = 0; i < 11; i++)
        h[i] = get_number(bytes + 12 + 8 * i, 8);
    if (!between(h[0], 1, MOST_ROUNDS) || !between(h[1], 0, MOST_ROUNDS) || !between(h[2], 8, MOST_FILTERS) ||
        h[2] % 8 != 0 || !between(h[3], 1, 2) || h[4] > 4 || !between(h[5], 1, MOST_ROUNDS) || h[6] > 1 ||
        h[8] != (h[4] ? h[4] * h[4] : 1) * h[2] || !between(h[9], h[4] ? 1 : h[8], h[8]) ||
        !between(h[10], 1, MOST_ROUNDS))
        return 0;
    *recipe = (struct mlf_recipe){h[0], h[1], h[2], h[3], h[4], h[5], (int)h[6], h[7], h[10]};
    *width = h[8];
    *dim = h[9];
    return recipe->filters * (MLF_PATCH_SIZE + 1) + (recipe->grid ? *width * (2 + *dim) : 0);
}

static int parse(struct mlf_model *model, const char *bytes, size_t length, struct mlf_err *err)
{
    size_t width = 0, dim = 0;
    if (length < 12 || memcmp(bytes, MAGIC, 8) != 0)
        return mlf_fail(err, "is no model of mlfix-embed");
    uint64_t version = get_number(bytes + 8, 4);
    if (version != VERSION)
        return mlf_fail(err, "is a model of version %u, this program reads version %d", (unsigned)version, VERSION);
    if (length < HEADER + 8)
        return mlf_fail(err, "is cut short");
    size_t floats = read_sizes(bytes, &model->recipe, &width, &dim);
    if (floats == 0)
        return mlf_fail(err, "is damaged: impossible sizes");
    size_t expected = HEADER + 4 * floats + 8;
    if (length != expected)
        return mlf_fail(err, "is %s: %zu bytes instead of %zu", length < expected ? "cut short" : "too long", length,
                        expected);
    if (mlf_checksum(MLF_CHECKSUM_START, bytes, length - 8) != get_number(bytes + length - 8, 8))
        return mlf_fail(err, "is damaged: its checksum is wrong");
    struct mlf_dictionary *d = &model->dictionary;
    struct mlf_projection *p = &model->projection;
    size_t k = d->filters = model->recipe.filters;
    d->fold = mlf_alloc_matrix(k * MLF_PATCH_SIZE, sizeof(float), err);
    d->bias = mlf_alloc_matrix(k, sizeof(float), err);
    if (!d->fold || !d->bias || (model->recipe.grid && mlf_projection_new(p, width, dim, err)))
        return -1;
    if (!model->recipe.grid)
        *p = mlf_projection_none(width);
    const char *at = bytes + HEADER;
    if (get_floats(&at, d->fold, k * MLF_PATCH_SIZE) || get_floats(&at, d->bias, k) ||
        (p->basis && (get_floats(&at, p->mean, width) || get_floats(&at, p->scale, width) ||
                      get_floats(&at, p->basis, dim * width))))
        return mlf_fail(err, "is damaged: a number is not finite");
    return mlf_encoder_make(&model->encoder, d, &model->recipe, err);
}

int mlf_model_read(struct mlf_model *model, const char *path, struct mlf_err *err)
{
    *model = (struct mlf_model){0};
    size_t length = 0;
    char *bytes = mlf_file_read(path, FILE_LIMIT, &length, err);
    if (!bytes)
        return -1;
    struct mlf_err why = {""};
    int status = parse(model, bytes, length, &why);
    free(bytes);
    if (status) {
        mlf_model_free(model);
        mlf_fail(err, "'%s' %s", path, why.text);
    }
    return status;
}
