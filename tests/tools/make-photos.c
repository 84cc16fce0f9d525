/* Draws large photos to measure with: clouds of detail at all scales, as
 * natural pictures have them (power falling with the square of the frequency:
 * D. J. Field, "Relations between the statistics of natural images and the
 * response properties of cortical cells", 1987), edges between areas, and a
 * little noise of the sensor. Neither noise nor flat: a JPEG of them is about
 * as large as a camera's. As JPEG with halved chroma, quality 90, with a COCO
 * file that has five boxes of 24 to 140 pixels a photo. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/path.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/tempfile.h"

#define WIDTH 3200
#define HEIGHT 2400
#define BOXES 5
#define LEVELS 8
#define LARGEST 512 /* pixels between the points of the coarsest level */

static long photos = 48;

static const struct mlf_option table[] = {
    {"photos", 0, MLF_INTEGER, &photos, "N", "how many (48)", 1, 10000, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-photos",
    .operands = "DIR",
    .summary = "draw large photos below DIR/images, and annotations beside",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

/* A value for a point of a level's grid, -1..1. */
static float point(uint64_t seed, int level, int x, int y)
{
    uint64_t z = seed + (uint64_t)level * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)x * UINT64_C(0xbf58476d1ce4e5b9) +
                 (uint64_t)y * UINT64_C(0x94d049bb133111eb);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (float)(z >> 40) * 0x1p-23F - 1;
}

/* Adds a level's values to a row, linear between the points of its grid. */
static void add_level(float *row, uint64_t seed, int level, int y, float strength)
{
    int step = LARGEST >> level;
    float down = (float)(y % step) / (float)step;
    float left = 0;
    float right = 0;

    for (int x = 0; x < WIDTH; x++) {
        int column = x / step;

        if (x % step == 0) {
            left = point(seed, level, column, y / step) * (1 - down) + point(seed, level, column, y / step + 1) * down;
            right = point(seed, level, column + 1, y / step) * (1 - down) +
                    point(seed, level, column + 1, y / step + 1) * down;
        }
        row[x] += strength * (left + (right - left) * (float)(x % step) / (float)step);
    }
}

/* Three rows of light (what all colours share) and of two tints, to one of pixels. */
static void draw_row(unsigned char *pixels, float *light, float *tint, uint64_t seed, int y, struct mlf_rng *rng)
{
    float strength = 52;

    for (int x = 0; x < WIDTH; x++)
        light[x] = tint[x] = 0;
    for (int level = 0; level < LEVELS; level++, strength *= 0.7F) {
        add_level(light, seed, level, y, strength);
        if (level < LEVELS - 3)
            add_level(tint, seed ^ 0x5555, level, y, strength * 0.6F);
    }
    for (int x = 0; x < WIDTH; x++) {
        uint64_t bits = mlf_rng_next(rng);
        float noise = (float)(bits & 7) + (float)(bits >> 3 & 7) - 7;
        float base = 120 + light[x] + (light[x] + tint[x] > 12 ? 40 : 0) + noise * 0.6F;
        float rgb[] = {base + tint[x], base, base - tint[x] * 0.7F};

        for (int c = 0; c < 3; c++)
            pixels[x * 3 + c] = (unsigned char)fminf(255, fmaxf(0, rgb[c]));
    }
}

static int draw_photo(void *context, size_t number, int worker, struct mlf_err *err)
{
    struct jpeg_compress_struct jpeg = {0};
    struct jpeg_error_mgr errors;
    struct mlf_tempfile file;
    struct mlf_rng rng;
    char *path = mlf_strf(err, "%s/images/photo-%05zu.jpg", (const char *)context, number);
    float *rows = mlf_alloc((size_t)WIDTH * 2, sizeof(float), err);
    unsigned char *pixels = mlf_alloc(WIDTH, 3, err);
    int status = -1;

    (void)worker;
    if (!path || !rows || !pixels || mlf_tempfile_open(&file, path, err))
        goto done;
    mlf_rng_seed(&rng, number);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file.file);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 90, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < HEIGHT; y++) {
        JSAMPROW row[] = {pixels};

        draw_row(pixels, rows, rows + WIDTH, number * 77 + 1, y, &rng);
        jpeg_write_scanlines(&jpeg, row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    status = mlf_tempfile_commit(&file, err);
done:
    free(path);
    free(rows);
    free(pixels);
    return status;
}

static int write_annotations(const char *folder, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    struct mlf_rng rng;
    char *path = mlf_path_join(folder, "annotations.json", err);
    int status = -1;

    mlf_rng_seed(&rng, 1);
    mlf_buf_puts(&buf, "{\"images\":[\n");
    for (long i = 0; i < photos; i++)
        mlf_buf_printf(&buf, "%s{\"id\":%ld,\"file_name\":\"photo-%05ld.jpg\",\"width\":%d,\"height\":%d}",
                       i ? ",\n" : "", i, i, WIDTH, HEIGHT);
    mlf_buf_puts(&buf, "],\n\"categories\":[{\"id\":1,\"name\":\"thing\"}],\n\"annotations\":[\n");
    for (long i = 0; i < photos * BOXES; i++) {
        int width = 24 + (int)mlf_rng_below(&rng, 117);
        int height = 24 + (int)mlf_rng_below(&rng, 117);

        mlf_buf_printf(&buf, "%s{\"id\":%ld,\"image_id\":%ld,\"category_id\":1,\"bbox\":[%d,%d,%d,%d]}", i ? ",\n" : "",
                       i, i / BOXES, (int)mlf_rng_below(&rng, (uint64_t)(WIDTH - width)),
                       (int)mlf_rng_below(&rng, (uint64_t)(HEIGHT - height)), width, height);
    }
    mlf_buf_puts(&buf, "]}\n");
    if (path && !mlf_buf_check(&buf, err))
        status = mlf_file_write(path, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    free(path);
    return status;
}

static int run(const char *folder, struct mlf_err *err)
{
    char *copy = mlf_strdup(folder, err);
    int status = copy ? mlf_parallel((size_t)photos, mlf_common.jobs, draw_photo, copy, err) : -1;

    free(copy);
    return status || write_annotations(folder, err) ? -1 : 0;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};

    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(mlf_operands[0], &err), &err);
}
