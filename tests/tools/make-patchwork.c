/* Draws one small picture for the tests of the tools that read pixels:
 *
 *     make-patchwork FILE WIDTH HEIGHT SEED [mirror]
 *
 * A slope with six random rectangles, the same for the same seed and size;
 * `mirror` draws its mirror image. Seed 0 is one plain grey. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"

static const struct mlf_option no_options[] = {{0}};

static const struct mlf_command command = {
    .name = "make-patchwork",
    .operands = "FILE WIDTH HEIGHT SEED [mirror]",
    .summary = "draw one small picture for the tests",
    .options = no_options,
    .min_operands = 4,
    .max_operands = 5,
};

static void fill(struct mlf_pixels *pixels, const int box[4], const unsigned char colour[3])
{
    for (int y = box[1]; y < box[3]; y++)
        for (int x = box[0]; x < box[2]; x++)
            memcpy(pixels->data + ((size_t)y * (size_t)pixels->width + (size_t)x) * 3, colour, 3);
}

static void draw(struct mlf_pixels *pixels, uint64_t seed)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, seed);
    for (int x = 0; x < pixels->width; x++) {
        unsigned char level = (unsigned char)(60 + 120 * x / pixels->width);
        fill(pixels, (int[4]){x, 0, x + 1, pixels->height}, (unsigned char[3]){level, level, 90});
    }
    for (int i = 0; i < 6; i++) {
        int left = (int)mlf_rng_below(&rng, (uint64_t)pixels->width);
        int top = (int)mlf_rng_below(&rng, (uint64_t)pixels->height);
        int right = left + 1 + (int)mlf_rng_below(&rng, (uint64_t)(pixels->width - left));
        int bottom = top + 1 + (int)mlf_rng_below(&rng, (uint64_t)(pixels->height - top));
        uint64_t colour = mlf_rng_next(&rng);
        fill(pixels, (int[4]){left, top, right, bottom},
             (unsigned char[3]){colour & 255, colour >> 8 & 255, colour >> 16 & 255});
    }
}

static void mirror(struct mlf_pixels *pixels)
{
    for (int y = 0; y < pixels->height; y++)
        for (int x = 0; x < pixels->width / 2; x++) {
            unsigned char *row = pixels->data + (size_t)y * (size_t)pixels->width * 3, kept[3];
            unsigned char *left = row + (size_t)x * 3, *right = row + (size_t)(pixels->width - 1 - x) * 3;
            memcpy(kept, left, 3);
            memcpy(left, right, 3);
            memcpy(right, kept, 3);
        }
}

static int run(struct mlf_err *err)
{
    struct mlf_pixels pixels = {0};
    int width = (int)strtol(mlf_operands[1], NULL, 10), height = (int)strtol(mlf_operands[2], NULL, 10), status = -1;
    uint64_t seed = strtoull(mlf_operands[3], NULL, 10);
    if (mlf_vips_start(err) || mlf_pixels_new(&pixels, width, height, err))
        goto done;
    if (seed)
        draw(&pixels, seed);
    else
        fill(&pixels, (int[4]){0, 0, width, height}, (unsigned char[3]){90, 90, 90});
    if (mlf_operand_count == 5)
        mirror(&pixels);
    status = mlf_pixels_save(&pixels, mlf_operands[0], 95, err);
done:
    mlf_pixels_free(&pixels);
    mlf_vips_stop();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
