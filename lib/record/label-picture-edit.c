/* See mlfix/record/label-picture-edit.h. libpng writes a picture of the same kind, and its chunks of pixels take the
 * place of the file's. */

#include "mlfix/record/label-picture-edit.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/record/label-picture.h"

/* Of a file (PNG specification, third edition, 5.2 and 11.2.1): its signature, and in the first chunk the kind. */
enum { SIGNATURE = 8, FRAME = 12, DEPTH = 24, COLOUR_TYPE = 25, INTERLACE = 28, HEADER_END = 33 };

struct target {
    struct mlf_buf out;
    char complaint[120];
    png_structp png;
    png_infop info;
    unsigned char *row;
};

static void take_bytes(png_structp png, png_bytep bytes, size_t length)
{
    mlf_buf_add(&((struct target *)png_get_io_ptr(png))->out, bytes, length);
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

static void complain(png_structp png, png_const_charp what)
{
    struct target *target = png_get_error_ptr(png);

    snprintf(target->complaint, sizeof target->complaint, "%s", what);
    png_longjmp(png, 1);
}

static void pass_over(png_structp png, png_const_charp what)
{
    (void)png;
    (void)what;
}

static void fill_row(const struct mlf_label_picture *picture, size_t y, unsigned char *row)
{
    size_t across = (size_t)picture->width * (size_t)picture->channels;
    const unsigned short *pixels = picture->pixels + y * across;

    for (size_t x = 0; x < across; x++) {
        if (picture->depth == 16) {
            row[2 * x] = (unsigned char)(pixels[x] >> 8);
            row[2 * x + 1] = (unsigned char)(pixels[x] & 255);
        } else {
            row[x] = (unsigned char)pixels[x];
        }
    }
}

static void describe(struct target *target, const struct mlf_label_picture *picture, const char *bytes)
{
    png_color palette[256];

    png_set_IHDR(target->png, target->info, (png_uint_32)picture->width, (png_uint_32)picture->height, picture->depth,
                 bytes[COLOUR_TYPE], bytes[INTERLACE], PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    for (int i = 0; i < picture->palette_size; i++)
        palette[i] = (png_color){picture->palette[i][0], picture->palette[i][1], picture->palette[i][2]};
    if (picture->palette_size > 0)
        png_set_PLTE(target->png, target->info, palette, picture->palette_size);
}

/* 0, or 1 where libpng complained. */
static int encode(struct target *target, const struct mlf_label_picture *picture, const char *bytes)
{
    int passes;

    if (setjmp(png_jmpbuf(target->png)))
        return 1;
    png_set_write_fn(target->png, target, take_bytes, flush_nothing);
    png_set_user_limits(target->png, 0x7fffffff, 0x7fffffff);
    png_set_check_for_invalid_index(target->png, 0); /* numbers beyond the palette stay as they are */
    describe(target, picture, bytes);
    png_write_info(target->png, target->info);
    png_set_packing(target->png);
    passes = png_set_interlace_handling(target->png);
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < (size_t)picture->height; y++) {
            fill_row(picture, y, target->row);
            png_write_row(target->png, target->row);
        }
    png_write_end(target->png, NULL);
    return 0;
}

static size_t chunk_size(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;

    return FRAME + ((size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3]);
}

/* Where the chunks of that type stand that follow each other; length 0: there is none. */
static struct mlf_label_piece find_chunks(const char *bytes, size_t length, const char *type)
{
    struct mlf_label_piece piece = {.at = 0};

    for (size_t at = SIGNATURE, size; length >= FRAME && at <= length - FRAME; at += size) {
        size = chunk_size(bytes + at);
        if (size > length - at)
            break;
        if (!memcmp(bytes + at + 4, type, 4)) {
            piece.at = piece.length ? piece.at : at;
            piece.length += size;
        } else if (piece.length) {
            break;
        }
    }
    return piece;
}

/* Takes the chunks out of what libpng wrote. */
static int take_chunks(struct mlf_label_piece *piece, const struct mlf_buf *out, const char *bytes, size_t length,
                       const char *type, struct mlf_err *err)
{
    struct mlf_label_piece fresh = find_chunks(out->data, out->length, type);

    *piece = find_chunks(bytes, length, type);
    if (piece->length == fresh.length && !memcmp(bytes + piece->at, out->data + fresh.at, fresh.length))
        return 0;
    if (!(piece->bytes = mlf_alloc(fresh.length, 1, err)))
        return -1;
    memcpy(piece->bytes, out->data + fresh.at, fresh.length);
    piece->n = fresh.length;
    return 0;
}

/* Whether the file with the pieces in their places reads as the picture. */
static int check(const struct mlf_label_edit *edit, const struct mlf_label_picture *picture, const char *bytes,
                 size_t length, const char *name, struct mlf_err *err)
{
    struct mlf_label_picture again = {.width = 0};
    struct mlf_buf buf = {0};
    size_t n = (size_t)picture->width * (size_t)picture->height * (size_t)picture->channels;
    size_t at = 0;
    int result;

    for (int i = 0; i < 2; i++) {
        const struct mlf_label_piece *piece = &edit->pieces[i];

        if (!piece->bytes)
            continue;
        mlf_buf_add(&buf, bytes + at, piece->at - at);
        mlf_buf_add(&buf, piece->bytes, piece->n);
        at = piece->at + piece->length;
    }
    mlf_buf_add(&buf, bytes + at, length - at);
    result = mlf_buf_check(&buf, err) || mlf_label_picture_decode(&again, buf.data, buf.length, name, err) ? -1 : 0;
    if (!result && (again.width != picture->width || again.height != picture->height ||
                    again.palette_size != picture->palette_size ||
                    memcmp(again.pixels, picture->pixels, n * sizeof *again.pixels) != 0))
        result = mlf_fail(err, "'%s' does not read again as it was to be written", name);
    mlf_label_picture_free(&again);
    mlf_buf_free(&buf);
    return result;
}

/* Whether the file can hold such pixels. */
static int check_kind(const struct mlf_label_picture *picture, const char *bytes, size_t length, const char *name,
                      struct mlf_err *err)
{
    size_t n = (size_t)picture->width * (size_t)picture->height * (size_t)picture->channels;

    if (length < HEADER_END || bytes[COLOUR_TYPE] & PNG_COLOR_MASK_ALPHA)
        return mlf_fail(err, "'%s' has an alpha channel: its pixels cannot be changed", name);
    if (picture->channels == 3 && picture->depth == 16)
        return mlf_fail(err, "'%s' has colours of 16 bits: its pixels cannot be changed", name);
    for (size_t i = 0; i < n; i++)
        if (picture->pixels[i] >> picture->depth)
            return mlf_fail(err, "'%s' has %d bits a pixel, in which there is no number %d", name, picture->depth,
                            picture->pixels[i]);
    return 0;
}

int mlf_label_edit_make(struct mlf_label_edit *edit, const struct mlf_label_picture *picture, const char *bytes,
                        size_t length, const char *name, struct mlf_err *err)
{
    struct target target = {.row = NULL};
    int result = -1;

    *edit = (struct mlf_label_edit){.pieces = {{.at = 0}}};
    if (check_kind(picture, bytes, length, name, err))
        return -1;
    target.row = mlf_alloc((size_t)picture->width, (size_t)picture->channels * 2, err);
    target.png = target.row ? png_create_write_struct(PNG_LIBPNG_VER_STRING, &target, complain, pass_over) : NULL;
    target.info = target.png ? png_create_info_struct(target.png) : NULL;
    if (!target.info)
        mlf_fail(err, "no memory for '%s'", name);
    else if (encode(&target, picture, bytes))
        mlf_fail(err, "cannot write '%s' as a PNG: %s", name, target.complaint);
    else if (!mlf_buf_check(&target.out, err) &&
             (picture->palette_size == 0 || !take_chunks(&edit->pieces[0], &target.out, bytes, length, "PLTE", err)) &&
             !take_chunks(&edit->pieces[1], &target.out, bytes, length, "IDAT", err))
        result = check(edit, picture, bytes, length, name, err);
    png_destroy_write_struct(&target.png, &target.info);
    mlf_buf_free(&target.out);
    free(target.row);
    return result;
}

void mlf_label_edit_free(struct mlf_label_edit *edit)
{
    for (int i = 0; i < 2; i++)
        free(edit->pieces[i].bytes);
    *edit = (struct mlf_label_edit){.pieces = {{.at = 0}}};
}
