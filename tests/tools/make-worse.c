/* Makes some pictures worse, to measure what mlfix-embed --picture-quality finds:
 *
 *     make-worse [--every N] DIR < records.jsonl > worse.jsonl
 *
 * Of every N records (40) one is blurred by a Gaussian filter of spread 2
 * pixels of its picture, one made dark (0.12 of its levels), one bright (215 and
 * 0.15 of its levels), one plain (a uniform grey but for 3 levels of noise). The
 * new picture lies in DIR as a PNG; it becomes the record's `crop`, and `planted`
 * says what was done, in the words of the issue that should be found. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

#define SPREAD 2.0
#define REACH 6

static long every = 40;

static const struct mlf_option table[] = {
    {"every", 0, MLF_INTEGER, &every, "N", "one of each kind of so many records (40)", 4, 1e9, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-worse",
    .operands = "DIR",
    .summary = "make some pictures dark, bright, blurred or plain",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

static const char *const kinds[] = {"blurred", "dark", "bright", "plain"};

/* One pass along x (step 3) or y (step 3 * width) of every channel. */
static void blur_line(unsigned char *line, size_t length, size_t step, double *scratch)
{
    for (size_t i = 0; i < length; i++) {
        double sum = 0, weights = 0;
        for (int k = -REACH; k <= REACH; k++) {
            long at = (long)i + k;
            if (at < 0 || at >= (long)length)
                continue;
            double weight = exp(-k * k / (2 * SPREAD * SPREAD));
            sum += weight * line[(size_t)at * step];
            weights += weight;
        }
        scratch[i] = sum / weights;
    }
    for (size_t i = 0; i < length; i++)
        line[i * step] = (unsigned char)lrint(scratch[i]);
}

static int blur(struct mlf_pixels *pixels, struct mlf_err *err)
{
    size_t w = (size_t)pixels->width, h = (size_t)pixels->height;
    double *scratch = mlf_alloc(w > h ? w : h, sizeof *scratch, err);
    if (!scratch)
        return -1;
    for (size_t y = 0; y < h; y++)
        for (size_t c = 0; c < 3; c++)
            blur_line(pixels->data + y * w * 3 + c, w, 3, scratch);
    for (size_t x = 0; x < 3 * w; x++)
        blur_line(pixels->data + x, h, 3 * w, scratch);
    free(scratch);
    return 0;
}

static int spoil(struct mlf_pixels *pixels, size_t kind, struct mlf_rng *rng, struct mlf_err *err)
{
    size_t n = (size_t)pixels->width * (size_t)pixels->height * 3;
    if (kind == 0)
        return blur(pixels, err);
    for (size_t i = 0; i < n; i++) {
        double level = pixels->data[i];
        level = kind == 1 ? 0.12 * level : kind == 2 ? 215 + 0.15 * level : 120 + (double)mlf_rng_below(rng, 3);
        pixels->data[i] = (unsigned char)lrint(level);
    }
    return 0;
}

static int spoil_record(struct mlf_record *record, size_t number, size_t kind, struct mlf_rng *rng, struct mlf_err *err)
{
    struct mlf_pixels pixels = {0};
    char *path = mlf_strf(err, "%s/%zu.png", mlf_operands[0], number);
    int status = -1;
    if (path && mlf_record_pixels(record, 0, &pixels, err) == 0 && spoil(&pixels, kind, rng, err) == 0 &&
        mlf_pixels_save(&pixels, path, 100, err) == 0 && mlf_record_set_string(record, "crop", path, err) == 0)
        status = mlf_record_set_string(record, "planted", kinds[kind], err);
    mlf_pixels_free(&pixels);
    free(path);
    return status;
}

static int run(struct mlf_err *err)
{
    struct mlf_reader reader = {0};
    struct mlf_record record = {0};
    struct mlf_buf text = {0};
    struct mlf_rng rng;
    size_t step = (size_t)every / 4, number = 0;
    int status;
    mlf_rng_seed(&rng, 1);
    if (mlf_vips_start(err) || mlf_reader_open(&reader, "-", err))
        return -1;
    while ((status = mlf_reader_record(&reader, &record, err)) == 1) {
        size_t place = number++ % (size_t)every;
        if (place % step == step / 2 && place / step < 4 && spoil_record(&record, number, place / step, &rng, err))
            status = -1;
        mlf_buf_clear(&text);
        mlf_record_print(&record, &text);
        mlf_record_free(&record);
        if (status < 0 || mlf_buf_check(&text, err))
            break;
        fwrite(text.data, 1, text.length, stdout);
    }
    mlf_buf_free(&text);
    mlf_reader_close(&reader);
    mlf_vips_stop();
    return status == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
