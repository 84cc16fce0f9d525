/* Makes a picture file from text, for tests: reads a plain PPM ("P3 WIDTH HEIGHT
 * 255" and three numbers a pixel) and saves it in the format that the name ends
 * in. Where the numbers end early they begin again, so that "P3 96 96 255 200 30
 * 20" is a red square. */
#include <stdio.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"

static long quality = 95;

static const struct mlf_option table[] = {
    {"quality", 0, MLF_INTEGER, &quality, "N", "quality of jpg files (default 95)", 1, 100, NULL},
    {NULL, 0, MLF_FLAG, NULL, NULL, NULL, 0, 0, NULL},
};

static const struct mlf_command command = {
    .name = "make-picture",
    .operands = "FILE",
    .summary = "make a picture file from a plain PPM on standard input",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

static int read_picture(struct mlf_pixels *pixels, struct mlf_err *err)
{
    int width, height, value;
    size_t n = 0, size;

    if (scanf("P3 %d %d 255", &width, &height) != 2 || width < 1 || height < 1 || width > 20000 || height > 20000)
        return mlf_fail(err, "standard input is no plain PPM");
    if (mlf_pixels_new(pixels, width, height, err))
        return -1;
    size = (size_t)width * (size_t)height * 3;
    while (n < size && scanf("%d", &value) == 1)
        pixels->data[n++] = (unsigned char)value;
    if (n < 3)
        return mlf_fail(err, "standard input has no pixels");
    for (size_t given = n - n % 3; n < size; n++)
        pixels->data[n] = pixels->data[n % given];
    return 0;
}

static int run(const char *path, struct mlf_err *err)
{
    struct mlf_pixels pixels = {NULL, 0, 0};
    int result = -1;

    if (mlf_vips_start(err) == 0 && read_picture(&pixels, err) == 0)
        result = mlf_pixels_save(&pixels, path, (int)quality, err);
    mlf_pixels_free(&pixels);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};

    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(mlf_operands[0], &err), &err);
}
