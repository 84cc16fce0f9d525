/* See mlfix/record/label-picture.h. By libpng: libvips makes colours of the numbers of a palette. */

#include "mlfix/record/label-picture.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"

/* Bytes of a text or another chunk that says nothing of pixels: libpng takes the memory before it looks what is there.
 */
#define MOST_CHUNK ((png_alloc_size_t)1 << 20)

/* Bytes in front of the chunks, and of a chunk without what it holds. */
enum { SIGNATURE = 8, FRAME = 12 };

struct source {
    const char *bytes;
    size_t length, at;
    char complaint[120];
};

static void give_bytes(png_structp png, png_bytep to, size_t length)
{
    struct source *source = png_get_io_ptr(png);

    if (length > source->length - source->at)
        png_error(png, "it is cut short");
    memcpy(to, source->bytes + source->at, length);
    source->at += length;
}

/* Leaves what calls libpng by a jump, as its manual has it. */
static void complain(png_structp png, png_const_charp what)
{
    struct source *source = png_get_error_ptr(png);

    snprintf(source->complaint, sizeof source->complaint, "%s", what);
    png_longjmp(png, 1);
}

static void pass_over(png_structp png, png_const_charp what)
{
    (void)png;
    (void)what;
}

/* Whether each chunk is as long as it says (PNG specification, third edition, 5.3): libpng takes the memory for it
 * before it looks what is there. What follows the last one does not count. */
static int is_whole(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes + SIGNATURE;

    for (size_t left = length - SIGNATURE; left >= FRAME;) {
        size_t size = FRAME + ((size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3]);

        if (size > left)
            return 0;
        if (!memcmp(at + 4, "IEND", 4))
            return 1;
        at += size;
        left -= size;
    }
    return 0;
}

/* Reads what stands in front of the pixels and settles what they are to be. */
static void settle(png_structp png, png_infop info, struct mlf_label_picture *picture)
{
    png_colorp palette;
    int size;
    int type;

    png_set_user_limits(png, MLF_LIMIT_PHOTO_PIXELS, MLF_LIMIT_PHOTO_PIXELS);
    png_set_chunk_malloc_max(png, MOST_CHUNK);
    png_read_info(png, info);
    if ((size_t)png_get_image_width(png, info) * png_get_image_height(png, info) > MLF_LIMIT_PHOTO_PIXELS)
        png_error(png, "it has more than " MLF_LIMIT_TEXT(MLF_LIMIT_PHOTO_PIXELS) " pixels");
    picture->width = (int)png_get_image_width(png, info);
    picture->height = (int)png_get_image_height(png, info);
    picture->depth = png_get_bit_depth(png, info);
    type = png_get_color_type(png, info);
    picture->channels = type & PNG_COLOR_MASK_COLOR && !(type & PNG_COLOR_MASK_PALETTE) ? 3 : 1;
    if (type == PNG_COLOR_TYPE_PALETTE && png_get_PLTE(png, info, &palette, &size)) {
        picture->palette_size = size > 256 ? 256 : size;
        for (int i = 0; i < picture->palette_size; i++) {
            picture->palette[i][0] = palette[i].red;
            picture->palette[i][1] = palette[i].green;
            picture->palette[i][2] = palette[i].blue;
        }
    }
    png_set_packing(png);
    png_set_strip_alpha(png);
    if (picture->channels == 3)
        png_set_strip_16(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

/* What is to be freed after a jump stands behind pointers, which a jump does not undo. */
struct reading {
    png_structp png;
    png_infop info;
    unsigned char *bytes;
    png_bytep *rows;
};

static int make_room(struct reading *reading, const struct mlf_label_picture *picture, struct mlf_err *err)
{
    size_t row = png_get_rowbytes(reading->png, reading->info);

    if (!(reading->bytes = mlf_alloc((size_t)picture->height, row, err)) ||
        !(reading->rows = mlf_alloc((size_t)picture->height, sizeof *reading->rows, err)))
        return -1;
    for (size_t y = 0; y < (size_t)picture->height; y++)
        reading->rows[y] = reading->bytes + y * row;
    return 0;
}

static int take_pixels(const struct reading *reading, struct mlf_label_picture *picture, struct mlf_err *err)
{
    size_t across = (size_t)picture->width * (size_t)picture->channels;
    int wide = png_get_bit_depth(reading->png, reading->info) == 16;

    if (!(picture->pixels = mlf_alloc(across * (size_t)picture->height, sizeof *picture->pixels, err)))
        return -1;
    for (size_t y = 0; y < (size_t)picture->height; y++)
        for (size_t x = 0; x < across; x++)
            picture->pixels[y * across + x] =
                wide ? (unsigned short)(reading->rows[y][2 * x] << 8 | reading->rows[y][2 * x + 1])
                     : reading->rows[y][x];
    return 0;
}

/* 0, -1 with err, or 1 where libpng complained. */
static int decode(struct reading *reading, struct source *source, struct mlf_label_picture *picture,
                  struct mlf_err *err)
{
    if (setjmp(png_jmpbuf(reading->png)))
        return 1;
    png_set_read_fn(reading->png, source, give_bytes);
    settle(reading->png, reading->info, picture);
    if (make_room(reading, picture, err))
        return -1;
    png_read_image(reading->png, reading->rows);
    png_read_end(reading->png, NULL);
    return take_pixels(reading, picture, err);
}

int mlf_label_picture_decode(struct mlf_label_picture *picture, const char *bytes, size_t length, const char *name,
                             struct mlf_err *err)
{
    struct source source = {.bytes = bytes, .length = length};
    struct reading reading = {.png = NULL};
    int result = -1;

    *picture = (struct mlf_label_picture){.width = 0};
    if (length >= SIGNATURE && !png_sig_cmp((png_const_bytep)bytes, 0, SIGNATURE) && !is_whole(bytes, length))
        return mlf_fail(err, "cannot read '%s' as a PNG: it is cut short", name);
    reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, complain, pass_over);
    reading.info = reading.png ? png_create_info_struct(reading.png) : NULL;
    if (!reading.info)
        mlf_fail(err, "no memory for '%s'", name);
    else
        result = decode(&reading, &source, picture, err);
    if (result > 0)
        mlf_fail(err, "cannot read '%s' as a PNG: %s", name, source.complaint);
    png_destroy_read_struct(&reading.png, &reading.info, NULL);
    free(reading.bytes);
    free(reading.rows);
    return result ? -1 : 0;
}

int mlf_label_picture_read(struct mlf_label_picture *picture, const char *path, struct mlf_err *err)
{
    size_t length;
    char *bytes;
    int result;

    *picture = (struct mlf_label_picture){.width = 0};
    if (!(bytes = mlf_file_read(path, MLF_LIMIT_PHOTO_FILE, &length, err)))
        return -1;
    result = mlf_label_picture_decode(picture, bytes, length, path, err);
    free(bytes);
    return result;
}

void mlf_label_picture_free(struct mlf_label_picture *picture)
{
    free(picture->pixels);
    *picture = (struct mlf_label_picture){.width = 0};
}
