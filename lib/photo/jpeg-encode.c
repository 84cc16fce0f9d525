#include "jpeg-encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/pixels.h"

struct encoder {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    unsigned char *bytes; /* malloc'ed by libjpeg */
    unsigned long length;
    char why[JMSG_LENGTH_MAX];
};

static void give_up(j_common_ptr jpeg)
{
    struct encoder *encoder = jpeg->client_data;

    (*jpeg->err->format_message)(jpeg, encoder->why);
    longjmp(encoder->failed, 1);
}

static void write_all(struct encoder *encoder, const struct mlf_pixels *pixels, int quality)
{
    struct jpeg_compress_struct *jpeg = &encoder->jpeg;

    jpeg_create_compress(jpeg);
    jpeg_mem_dest(jpeg, &encoder->bytes, &encoder->length);
    jpeg->image_width = (JDIMENSION)pixels->width;
    jpeg->image_height = (JDIMENSION)pixels->height;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, quality, TRUE);
    jpeg->comp_info[0].h_samp_factor = 1;
    jpeg->comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(jpeg, TRUE);
    for (int y = 0; y < pixels->height; y++) {
        JSAMPROW row[] = {pixels->data + (size_t)y * (size_t)pixels->width * 3};

        jpeg_write_scanlines(jpeg, row, 1);
    }
    jpeg_finish_compress(jpeg);
}

int mlf_jpeg_encode(const struct mlf_pixels *pixels, int quality, struct mlf_buf *buf, struct mlf_err *err)
{
    struct encoder encoder = {.length = 0};
    volatile int failed = 1;

    encoder.jpeg.err = jpeg_std_error(&encoder.errors);
    encoder.errors.error_exit = give_up;
    encoder.jpeg.client_data = &encoder;
    if (!setjmp(encoder.failed)) {
        write_all(&encoder, pixels, quality);
        failed = 0;
    }
    jpeg_destroy_compress(&encoder.jpeg);
    if (failed)
        mlf_fail(err, "cannot encode a picture of %d x %d pixels as JPEG: %s", pixels->width, pixels->height,
                 encoder.why);
    else
        mlf_buf_add(buf, encoder.bytes, encoder.length);
    free(encoder.bytes);
    return failed ? -1 : mlf_buf_check(buf, err);
}
