#include "mlfix/embed/model-file.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/embed/model.h"

#define MAGIC "MLFIXEMB"
#define VERSION 2
#define NUMBERS ((size_t)10 + MLF_PARTS)
#define HEADER ((size_t)8 + 4 + 8 * NUMBERS)
/* Sizes above these are refused, so that products of them cannot overflow. No model of ours
 * comes near. */
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

/* Reads n floats and moves *bytes behind them. 0, or -1 where a number is not finite. */
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

static void put_part(struct mlf_buf *buf, const struct mlf_model_part *part)
{
    const struct mlf_projection *p = &part->projection;
    size_t filters = part->dictionary.filters;
    put_floats(buf, part->dictionary.fold, filters * MLF_PATCH_SIZE(part->dictionary.side));
    put_floats(buf, part->dictionary.bias, filters);
    if (p->basis) {
        put_floats(buf, p->mean, p->width);
        put_floats(buf, p->scale, p->width);
        put_floats(buf, p->basis, p->dim * p->width);
    }
}

/* All of the file but its checksum. */
static int put_model(struct mlf_buf *buf, const struct mlf_model *model, struct mlf_err *err)
{
    const struct mlf_recipe *r = &model->recipe;
    uint64_t header[10] = {r->patches,      r->iterations, r->filters,
                           r->stride,       r->grid,       r->dim,
                           r->flip ? 1 : 0, r->seed,       model->part[0].projection.dim,
                           r->sample};
    mlf_buf_puts(buf, MAGIC);
    put_number(buf, VERSION, 4);
    for (size_t i = 0; i < 10; i++)
        put_number(buf, header[i], 8);
    for (size_t p = 0; p < MLF_PARTS; p++)
        put_number(buf, r->sides[p], 8);
    for (size_t p = 0; p < model->parts; p++)
        put_part(buf, &model->part[p]);
    return mlf_buf_check(buf, err);
}

int mlf_model_fingerprint(const struct mlf_model *model, uint64_t *fingerprint, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = put_model(&buf, model, err);
    if (result == 0)
        *fingerprint = mlf_checksum(MLF_CHECKSUM_START, buf.data, buf.length);
    mlf_buf_free(&buf);
    return result;
}

int mlf_model_write(const struct mlf_model *model, const char *path, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = put_model(&buf, model, err);
    if (result == 0) {
        put_number(&buf, mlf_checksum(MLF_CHECKSUM_START, buf.data, buf.length), 8);
        result = mlf_buf_check(&buf, err) || mlf_file_write(path, buf.data, buf.length, err) ? -1 : 0;
    }
    mlf_buf_free(&buf);
    return result;
}

static int between(uint64_t x, uint64_t low, uint64_t high)
{
    return x >= low && x <= high;
}

/* The number of features of a picture by one dictionary. */
static size_t feature_count(const struct mlf_recipe *recipe)
{
    return (recipe->grid ? recipe->grid * recipe->grid : 1) * recipe->filters;
}

/* Reads the recipe, and into *dim the numbers that each part gives. Returns how many floats
 * must follow, or 0 where the sizes are impossible. */
static size_t read_sizes(const char *bytes, struct mlf_recipe *recipe, size_t *dim)
{
    uint64_t h[NUMBERS];
    for (size_t i = 0; i < NUMBERS; i++)
        h[i] = get_number(bytes + 12 + 8 * i, 8);
    if (!between(h[0], 1, MOST_ROUNDS) || !between(h[1], 0, MOST_ROUNDS) || !between(h[2], 8, MOST_FILTERS) ||
        h[2] % 8 != 0 || !between(h[3], 1, 2) || h[4] > 4 || !between(h[5], 1, MOST_ROUNDS) || h[6] > 1 ||
        !between(h[9], 1, MOST_ROUNDS))
        return 0;
    *recipe = (struct mlf_recipe){.patches = h[0],
                                  .iterations = h[1],
                                  .filters = h[2],
                                  .stride = h[3],
                                  .grid = h[4],
                                  .dim = h[5],
                                  .flip = (int)h[6],
                                  .seed = h[7],
                                  .sample = h[9]};
    for (size_t p = 0; p < MLF_PARTS; p++) {
        recipe->sides[p] = h[10 + p];
        if (!between(h[10 + p], MLF_PATCH_LEAST, MLF_PATCH_MOST) && (p == 0 || h[10 + p] != 0))
            return 0;
    }
    size_t width = feature_count(recipe), floats = 0;
    if (!between(h[8], recipe->grid ? 1 : width, width))
        return 0;
    *dim = h[8];
    for (size_t p = 0; p < mlf_recipe_parts(recipe); p++)
        floats += recipe->filters * (MLF_PATCH_SIZE(recipe->sides[p]) + 1) + (recipe->grid ? width * (2 + *dim) : 0);
    return floats;
}

/* Reads part `number` and moves *at behind it. */
static int read_part(struct mlf_model_part *part, const struct mlf_recipe *recipe, size_t number, size_t dim,
                     const char **at, struct mlf_err *err)
{
    struct mlf_dictionary *d = &part->dictionary;
    struct mlf_projection *p = &part->projection;
    size_t k = d->filters = recipe->filters, width = feature_count(recipe), size;
    d->side = recipe->sides[number];
    size = MLF_PATCH_SIZE(d->side);
    d->fold = mlf_alloc_matrix(k * size, sizeof *d->fold, err);
    d->bias = mlf_alloc_matrix(k, sizeof *d->bias, err);
    if (!d->fold || !d->bias || (recipe->grid && mlf_projection_new(p, width, dim, err)))
        return -1;
    if (!recipe->grid)
        *p = mlf_projection_none(width);
    if (get_floats(at, d->fold, k * size) || get_floats(at, d->bias, k) ||
        (p->basis &&
         (get_floats(at, p->mean, width) || get_floats(at, p->scale, width) || get_floats(at, p->basis, dim * width))))
        return mlf_fail(err, "is damaged: a number is not finite");
    return mlf_encoder_make(&part->encoder, d, recipe, err);
}

static int parse(struct mlf_model *model, const char *bytes, size_t length, struct mlf_err *err)
{
    size_t dim = 0;
    if (length < 12 || memcmp(bytes, MAGIC, 8) != 0)
        return mlf_fail(err, "is no model of mlfix-embed");
    uint64_t version = get_number(bytes + 8, 4);
    if (version != VERSION)
        return mlf_fail(err, "is a model of version %u, this program reads version %d", (unsigned)version, VERSION);
    if (length < HEADER + 8)
        return mlf_fail(err, "is cut short");
    size_t floats = read_sizes(bytes, &model->recipe, &dim);
    if (floats == 0)
        return mlf_fail(err, "is damaged: impossible sizes");
    size_t expected = HEADER + 4 * floats + 8;
    if (length != expected)
        return mlf_fail(err, "is %s: %zu bytes instead of %zu", length < expected ? "cut short" : "too long", length,
                        expected);
    if (mlf_checksum(MLF_CHECKSUM_START, bytes, length - 8) != get_number(bytes + length - 8, 8))
        return mlf_fail(err, "is damaged: its checksum is wrong");
    model->parts = mlf_recipe_parts(&model->recipe);
    model->dim = model->parts * dim;
    const char *at = bytes + HEADER;
    for (size_t p = 0; p < model->parts; p++)
        if (read_part(&model->part[p], &model->recipe, p, dim, &at, err))
            return -1;
    return 0;
}

int mlf_model_read(struct mlf_model *model, const char *path, struct mlf_err *err)
{
    *model = (struct mlf_model){0};
    size_t length = 0;
    char *bytes = mlf_file_read(path, MLF_LIMIT_MODEL_FILE, &length, err);
    if (!bytes)
        return -1;
    struct mlf_err why = {""};
    int result = parse(model, bytes, length, &why);
    free(bytes);
    if (result) {
        mlf_model_free(model);
        mlf_fail(err, "'%s' %s", path, why.text);
    }
    return result;
}
