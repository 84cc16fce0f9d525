/* Makes a PNG of a number or a colour a pixel, for tests, or says what stands in one:
 *
 *   mask-picture [--kind palette|grey|colour|alpha] [--depth N] [--colours N] [--interlace] FILE
 *   mask-picture --say FILE...
 *
 * Standard input has the width and height, and then rectangles, which are painted one over the other: left, top, width,
 * height and value, which for colours is 0xRRGGBB. Palettes are Pascal VOC's. In front of the pixels stands a text, and
 * one behind them, which nothing that changes pixels should touch. */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/record/label-picture.h"

static const char *kind = "palette";
static long depth = 8, colours = 256;
static int interlace, say;

static const struct mlf_option table[] = {
    {"kind", 0, MLF_TEXT, &kind, "WORD", "palette, grey, colour or alpha", 0, 0, NULL},
    {"depth", 0, MLF_INTEGER, &depth, "N", "bits of a number", 1, 16, NULL},
    {"colours", 0, MLF_INTEGER, &colours, "N", "how many colours the palette has", 1, 256, NULL},
    {"interlace", 0, MLF_FLAG, &interlace, NULL, "interlace the pixels", 0, 0, NULL},
    {"say", 0, MLF_FLAG, &say, NULL, "say what stands in the file", 0, 0, NULL},
    {NULL, 0, MLF_FLAG, NULL, NULL, NULL, 0, 0, NULL},
};

static const struct mlf_command command = {
    .name = "mask-picture",
    .operands = "FILE...",
    .summary = "make a PNG of classes or objects from rectangles, or say what stands in one",
    .options = table,
    .min_operands = 1,
    .max_operands = 100000,
};

/* The colours of VOClabelcolormap.m. */
static void fill_palette(png_color palette[256])
{
    memset(palette, 0, 256 * sizeof *palette);
    for (unsigned i = 0; i < 256; i++)
        for (unsigned bit = 0, rest = i; bit < 8; bit++, rest >>= 3) {
            palette[i].red |= (png_byte)((rest & 1) << (7 - bit));
            palette[i].green |= (png_byte)((rest >> 1 & 1) << (7 - bit));
            palette[i].blue |= (png_byte)((rest >> 2 & 1) << (7 - bit));
        }
}

/* Byte i of a pixel; of 16 bits each number is put twice. */
static unsigned char byte_of(unsigned value, unsigned i, unsigned channels)
{
    unsigned channel = channels > 1 && depth == 16 ? i / 2 : i;

    if (channels == 1)
        return (unsigned char)(depth == 16 && i == 0 ? value >> 8 : value);
    return channel == 3 ? 255 : (unsigned char)(value >> (16 - 8 * channel));
}

static void write_rows(png_structp png, const unsigned *pixels, unsigned width, unsigned height)
{
    int passes;
    unsigned channels = strcmp(kind, "alpha") == 0 ? 4 : strcmp(kind, "colour") == 0 ? 3 : 1;
    unsigned bytes = channels * (depth == 16 ? 2 : 1);
    unsigned char *row = calloc(width, bytes);

    png_set_packing(png);
    passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes && row; pass++)
        for (unsigned y = 0; y < height; y++) {
            for (unsigned i = 0; i < width * bytes; i++)
                row[i] = byte_of(pixels[y * width + i / bytes], i % bytes, channels);
            png_write_row(png, row);
        }
    free(row);
}

static void add_text(png_structp png, png_infop info, char *words)
{
    png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = (char[]){"Comment"}, .text = words};

    png_set_text(png, info, &text, 1);
}

static void write_picture(FILE *file, const unsigned *pixels, unsigned width, unsigned height)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    int type = !strcmp(kind, "grey")     ? PNG_COLOR_TYPE_GRAY
               : !strcmp(kind, "colour") ? PNG_COLOR_TYPE_RGB
               : !strcmp(kind, "alpha")  ? PNG_COLOR_TYPE_RGB_ALPHA
                                         : PNG_COLOR_TYPE_PALETTE;
    png_color palette[256];

    if (!info)
        exit(2);
    png_init_io(png, file);
    png_set_check_for_invalid_index(png, 0);
    png_set_IHDR(png, info, width, height, (int)depth, type, interlace ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    fill_palette(palette);
    if (type == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, (int)colours);
    add_text(png, info, (char[]){"in front"});
    png_write_info(png, info);
    write_rows(png, pixels, width, height);
    add_text(png, info, (char[]){"behind"});
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

static int make(const char *path, struct mlf_err *err)
{
    unsigned width, height, x, y, w, h;
    char value[32];
    unsigned *pixels = NULL;
    FILE *file = NULL;
    int result = -1;

    if (scanf("%u %u", &width, &height) != 2 || width < 1 || height < 1 || width > 20000 || height > 20000 ||
        !(pixels = calloc((size_t)width * height, sizeof *pixels)))
        return mlf_fail(err, "standard input has no width and height");
    while (scanf("%u %u %u %u %31s", &x, &y, &w, &h, value) == 5)
        for (unsigned i = y; i < y + h && i < height; i++)
            for (unsigned k = x; k < x + w && k < width; k++)
                pixels[i * width + k] = (unsigned)strtoul(value, NULL, 0);
    if (!(file = fopen(path, "wb"))) {
        mlf_fail_errno(err, "cannot write '%s'", path);
    } else {
        write_picture(file, pixels, width, height);
        result = fclose(file) ? mlf_fail_errno(err, "cannot write '%s'", path) : 0;
    }
    free(pixels);
    return result;
}

static unsigned value_at(const struct mlf_label_picture *picture, size_t i)
{
    const unsigned short *pixel = picture->pixels + i * (size_t)picture->channels;

    return picture->channels == 1 ? *pixel : (unsigned)pixel[0] << 16 | (unsigned)pixel[1] << 8 | pixel[2];
}

/* A line for each run of pixels of one value that is not 0. */
static int say_it(const char *path, struct mlf_err *err)
{
    struct mlf_label_picture picture;
    int result = mlf_label_picture_read(&picture, path, err);

    if (!result)
        printf("%d x %d, %d of %d bits, %d colours\n", picture.width, picture.height, picture.channels, picture.depth,
               picture.palette_size);
    for (int y = 0; y < picture.height && !result; y++)
        for (int x = 0, end; x < picture.width; x = end) {
            size_t row = (size_t)y * (size_t)picture.width;
            unsigned value = value_at(&picture, row + (size_t)x);

            for (end = x + 1; end < picture.width && value_at(&picture, row + (size_t)end) == value;)
                end++;
            if (value)
                printf("%d %d-%d %#x\n", y, x, end, value);
        }
    mlf_label_picture_free(&picture);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    int result = 0;

    mlf_cli_start(&command, argc, argv);
    for (size_t i = 0; i < mlf_operand_count && !result; i++)
        result = (say ? say_it : make)(mlf_operands[i], &err);
    return mlf_cli_finish(result, &err);
}
