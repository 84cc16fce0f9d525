/* The least that drawing sheets can take: decodes every crop of a list, encodes
 * every page that was drawn from them, and does nothing else.
 *
 *     bench-floor [-j N] CROPS PAGE...      CROPS: a file with a path a line
 *
 * Prints the seconds of the clock for decoding, for encoding, and for decoding with
 * libvips' own loader; reading the pages back, so that there is something to encode,
 * is not counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "photo/photo-file.h"

static const struct mlf_option table[] = {{0}};

static const struct mlf_command command = {
    .name = "bench-floor",
    .operands = "CROPS PAGE...",
    .summary = "decode crops and encode pages, timed",
    .options = table,
    .min_operands = 2,
    .max_operands = 100000,
};

struct floor {
    char **crops;
    size_t n_crops, capacity;
    struct mlf_pixels *pages;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int decode(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct floor *f = context;
    struct mlf_pixels pixels;
    (void)worker;
    if (mlf_photo_file_pixels(f->crops[piece], 0, &pixels, err))
        return -1;
    mlf_pixels_free(&pixels);
    return 0;
}

static int decode_by_vips(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct floor *f = context;
    struct mlf_photo photo;
    (void)worker;
    if (mlf_photo_read(&photo, f->crops[piece], 1, err))
        return -1;
    mlf_photo_free(&photo);
    return 0;
}

static int encode(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct floor *f = context;
    struct mlf_buf buf = {0};
    (void)worker;
    int result = mlf_pixels_encode(&f->pages[piece], "jpg", 90, &buf, err);
    mlf_buf_free(&buf);
    return result;
}

static int read_list(struct floor *f, const char *path, struct mlf_err *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int result = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        return mlf_fail_errno(err, "cannot open '%s'", path);
    while (result == 0 && (length = getline(&line, &room, file)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        result = mlf_grow(&f->crops, &f->capacity, f->n_crops + 1, sizeof *f->crops, err);
        if (result == 0 && !(f->crops[f->n_crops++] = mlf_strdup(line, err)))
            result = -1;
    }
    free(line);
    fclose(file);
    return result;
}

static int run(struct mlf_err *err)
{
    struct floor f = {0};
    size_t pages = mlf_operand_count - 1;
    int status = -1;
    if (mlf_vips_start(err) || read_list(&f, mlf_operands[0], err) ||
        !(f.pages = mlf_alloc(pages, sizeof *f.pages, err)))
        goto done;
    double start = now();
    if (mlf_parallel(f.n_crops, mlf_common.jobs, decode, &f, err))
        goto done;
    double decoded = now() - start;
    for (size_t i = 0; i < pages; i++)
        if (mlf_photo_file_pixels(mlf_operands[i + 1], 0, &f.pages[i], err))
            goto done;
    start = now();
    if (mlf_parallel(pages, mlf_common.jobs, encode, &f, err))
        goto done;
    double encoded = now() - start;
    start = now();
    if (mlf_parallel(f.n_crops, mlf_common.jobs, decode_by_vips, &f, err))
        goto done;
    printf("%.3f %.3f %.3f\n", decoded, encoded, now() - start);
    status = 0;
done:
    for (size_t i = 0; i < f.n_crops; i++)
        free(f.crops[i]);
    for (size_t i = 0; f.pages && i < pages; i++)
        mlf_pixels_free(&f.pages[i]);
    free(f.crops);
    free(f.pages);
    mlf_vips_stop();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
