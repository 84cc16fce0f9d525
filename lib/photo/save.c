#include "mlfix/photo/save.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "jpeg-encode.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/vips-library.h"
#include "mlfix/photo/vips.h"
#include "pdf-encode.h"

enum type { PNG, WEBP };

struct encoding {
    const struct mlf_pixels *pixels;
    enum type type;
    int quality;
    void *bytes; /* g_malloc'ed */
    size_t length;
};

static int encode(void *context)
{
    struct encoding *encoding = context;
    const struct mlf_pixels *pixels = encoding->pixels;
    size_t size = (size_t)pixels->width * (size_t)pixels->height * 3;
    VipsImage *image =
        mlf_vips.image_new_from_memory(pixels->data, size, pixels->width, pixels->height, 3, VIPS_FORMAT_UCHAR);
    VipsImage *tagged = NULL;
    int failed = 1;

    if (!image)
        return -1;
    if (mlf_vips.copy(image, &tagged, "interpretation", VIPS_INTERPRETATION_sRGB, NULL))
        goto done;
    switch (encoding->type) {
    case PNG:
        failed = mlf_vips.pngsave_buffer(tagged, &encoding->bytes, &encoding->length, "strip", TRUE, NULL);
        break;
    case WEBP:
        failed = mlf_vips.webpsave_buffer(tagged, &encoding->bytes, &encoding->length, "Q", encoding->quality,
                                          "lossless", encoding->quality == 100, "strip", TRUE, NULL);
        break;
    }
done:
    if (tagged)
        g_object_unref(tagged);
    g_object_unref(image);
    return failed ? -1 : 0;
}

static void undo(void *context)
{
    struct encoding *encoding = context;

    g_free(encoding->bytes);
    encoding->bytes = NULL;
}

int mlf_pixels_encode(const struct mlf_pixels *pixels, const char *type, int quality, struct mlf_buf *buf,
                      struct mlf_err *err)
{
    struct encoding encoding = {.pixels = pixels, .quality = quality};

    if (!strcasecmp(type, "jpg") || !strcasecmp(type, "jpeg"))
        return mlf_jpeg_encode(pixels, quality, buf, err);
    if (!strcasecmp(type, "pdf"))
        return mlf_pdf_encode(pixels, quality, buf, err);
    if (!strcasecmp(type, "png"))
        encoding.type = PNG;
    else if (!strcasecmp(type, "webp"))
        encoding.type = WEBP;
    else
        return mlf_fail(err, "pictures cannot be written as '%s', only as jpg, png, webp or pdf", type);
    if (mlf_vips_guard(encode, undo, &encoding, "encode picture as", type, err))
        return -1;
    mlf_buf_add(buf, encoding.bytes, encoding.length);
    undo(&encoding);
    return mlf_buf_check(buf, err);
}

int mlf_pixels_save(const struct mlf_pixels *pixels, const char *path, int quality, struct mlf_err *err)
{
    const char *dot = mlf_path_extension(path);
    struct mlf_buf buf = {0};
    int result = mlf_pixels_encode(pixels, *dot ? dot + 1 : "", quality, &buf, err);

    if (!result)
        result = mlf_file_write(path, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}
