/* Parts of JPEGs beside the same parts of the whole photo, whatever way the
 * file was written, and damaged files. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jpeglib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/vips.h"
#include "photo/crop.h"
#include "photo/photo-file.h"

static char folder[] = "/tmp/mlfix-test-XXXXXX";
static char path[64];

/* How a JPEG is written. */
struct kind {
    int width, height;
    int grey;
    int across, down; /* luma samples a chroma sample */
    int progressive;
    int restart; /* MCUs between restart markers, 0: none */
};

static const struct kind kinds[] = {
    {333, 251, 0, 2, 2, 0, 0}, {333, 251, 0, 1, 1, 0, 0},  {333, 251, 0, 2, 1, 0, 0}, {333, 251, 0, 1, 2, 0, 0},
    {333, 251, 1, 1, 1, 0, 0}, {333, 251, 0, 2, 2, 1, 0},  {333, 251, 0, 2, 2, 0, 5}, {333, 251, 1, 1, 1, 1, 0},
    {17, 9, 0, 2, 2, 0, 0},    {640, 480, 0, 2, 2, 0, 40},
};

/* Smooth with an edge and some noise, so that every block differs. */
static void fill(unsigned char *row, int width, int y, int channels, struct mlf_rng *rng)
{
    for (int x = 0; x < width; x++)
        for (int c = 0; c < channels; c++)
            row[x * channels + c] = (unsigned char)((x * (c + 1) / 3 + y * (3 - c) / 2 + (x > y ? 90 : 0)) % 200 +
                                                    (int)mlf_rng_below(rng, 40));
}

/* The file's bytes in memory that free() takes. */
static unsigned char *write_jpeg(const struct kind *kind, unsigned long *length)
{
    struct jpeg_compress_struct jpeg = {0};
    struct jpeg_error_mgr errors;
    struct mlf_rng rng;
    unsigned char *bytes = NULL;
    int channels = kind->grey ? 1 : 3;
    unsigned char row[640 * 3];

    mlf_rng_seed(&rng, 11);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, length);
    jpeg.image_width = (unsigned)kind->width;
    jpeg.image_height = (unsigned)kind->height;
    jpeg.input_components = channels;
    jpeg.in_color_space = kind->grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 85, TRUE);
    jpeg.comp_info[0].h_samp_factor = kind->across;
    jpeg.comp_info[0].v_samp_factor = kind->down;
    if (kind->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg.restart_interval = (unsigned)kind->restart;
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < kind->height; y++) {
        JSAMPROW rows[] = {row};

        fill(row, kind->width, y, channels, &rng);
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return bytes;
}

static void random_boxes(double (*boxes)[4], size_t n, const struct kind *kind, struct mlf_rng *rng)
{
    for (size_t i = 0; i < n; i++) {
        boxes[i][2] = 1 + mlf_rng_uniform(rng) * kind->width / 4;
        boxes[i][3] = 1 + mlf_rng_uniform(rng) * kind->height / 4;
        boxes[i][0] = mlf_rng_uniform(rng) * kind->width - boxes[i][2] / 2;
        boxes[i][1] = mlf_rng_uniform(rng) * kind->height - boxes[i][3] / 2;
    }
}

/* The number of values that differ; *whole counts photos decoded whole. */
static size_t compare(int shrink, const double (*boxes)[4], size_t n, int *whole)
{
    struct mlf_photo_file file;
    struct mlf_photo photo;
    struct mlf_pixels part;
    struct mlf_pixels expected;
    size_t differ = 0;

    CHECK(!mlf_photo_file_open(&file, path, NULL) && !mlf_photo_file_decode(&file, shrink, boxes, n, NULL));
    CHECK(!mlf_photo_read(&photo, path, shrink, NULL));
    *whole += file.photo.pixels.data != NULL;
    for (size_t i = 0; i < n; i++) {
        struct mlf_err nothing = {""};

        CHECK(!mlf_photo_file_part(&file, i, &part, NULL));
        if (mlf_crop_box(&photo, boxes[i], &expected, &nothing)) {
            CHECK(!part.data);
            continue;
        }
        CHECK(part.width == expected.width && part.height == expected.height);
        for (size_t k = 0; k < (size_t)part.width * (size_t)part.height * 3; k++)
            differ += part.data[k] != expected.data[k];
        mlf_pixels_free(&part);
        mlf_pixels_free(&expected);
    }
    mlf_photo_file_close(&file);
    mlf_photo_free(&photo);
    return differ;
}

static void test_parts_are_those_of_the_whole(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 3);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[k], &length);

        CHECK(!mlf_file_write(path, bytes, length, NULL));
        free(bytes);
        for (int shrink = 1; shrink <= 8; shrink *= 2) {
            for (size_t round = 0; round < 24; round++) {
                double boxes[3][4];
                int whole = 0;
                size_t differ;

                random_boxes(boxes, 1 + round % 3, &kinds[k], &rng);
                differ = compare(shrink, boxes, 1 + round % 3, &whole);
                if (differ || (whole && kinds[k].width > 100))
                    printf("# kind %zu, shrink %d, round %zu: %zu differ, %d decoded whole\n", k, shrink, round, differ,
                           whole);
                CHECK(differ == 0);
                CHECK(!whole || kinds[k].width < 100);
            }
        }
    }
}

/* Large boxes that together hold more than the photo are cut from the whole. */
static void test_many_large_boxes(void)
{
    static const double boxes[][4] = {{0, 0, 300, 200}, {10, 10, 300, 200}, {0, 0, 20, 20}};
    unsigned long length = 0;
    unsigned char *bytes = write_jpeg(&kinds[0], &length);
    int whole = 0;

    CHECK(!mlf_file_write(path, bytes, length, NULL));
    free(bytes);
    CHECK(compare(1, boxes, 3, &whole) == 0 && whole == 1);
}

/* Whether the part at the top of the file in `path` can be had. */
static int top_can_be_read(void)
{
    static const double boxes[][4] = {{20, 4, 30, 30}};
    struct mlf_photo_file file;
    struct mlf_pixels part;
    struct mlf_err why = {""};
    int good = !mlf_photo_file_open(&file, path, &why);

    if (good) {
        good = !mlf_photo_file_decode(&file, 1, boxes, 1, &why) && !mlf_photo_file_part(&file, 0, &part, &why);
        if (good) {
            CHECK(part.width == 30 && part.height == 30);
            mlf_pixels_free(&part);
        }
        mlf_photo_file_close(&file);
    }
    CHECK(good == !why.text[0]);
    return good;
}

/* The box stands in the first rows; the file ends early behind them. */
static void test_a_missing_end_is_an_error(void)
{
    for (size_t k = 0; k < 8; k++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[k], &length);

        CHECK(!mlf_file_write(path, bytes, length, NULL) && top_can_be_read());
        for (unsigned long lost = 20; lost < length; lost += length / 7) {
            CHECK(!mlf_file_write(path, bytes, length - lost, NULL));
            CHECK(!top_can_be_read());
        }
        free(bytes);
    }
}

/* What a camera adds behind the end (a second picture, a film) does no harm. */
static void test_more_behind_the_end(void)
{
    unsigned long length = 0;
    unsigned char *bytes = write_jpeg(&kinds[0], &length);
    unsigned char *longer = calloc(1, length + 1000);

    CHECK(longer != NULL);
    memcpy(longer, bytes, length);
    memset(longer + length, 0xff, 1000);
    CHECK(!mlf_file_write(path, longer, length + 1000, NULL));
    CHECK(top_can_be_read());
    free(bytes);
    free(longer);
}

/* Damage anywhere is an error or a picture of the right size, never anything
 * else; under the sanitizers also never a wrong access. */
static void test_damaged_bytes(void)
{
    struct mlf_rng rng;
    int good = 0;

    mlf_rng_seed(&rng, 17);
    for (size_t k = 0; k < 9; k++) {
        unsigned long length = 0;
        unsigned char *bytes = write_jpeg(&kinds[k], &length);
        unsigned char *copy = malloc(length);

        for (int round = 0; round < 60; round++) {
            size_t end = round % 2 ? length : 700; /* tables and headers stand first */

            memcpy(copy, bytes, length);
            for (int i = 0; i <= round % 5; i++)
                copy[mlf_rng_below(&rng, end < length ? end : length)] = (unsigned char)mlf_rng_below(&rng, 256);
            CHECK(!mlf_file_write(path, copy, length, NULL));
            if (kinds[k].width > 100)
                good += top_can_be_read();
        }
        free(bytes);
        free(copy);
    }
    CHECK(good > 50);
}

int main(void)
{
    char command[64];

    if (!mkdtemp(folder) || mlf_vips_start(NULL))
        return 2;
    snprintf(path, sizeof path, "%s/a.jpg", folder);
    RUN(test_parts_are_those_of_the_whole);
    RUN(test_many_large_boxes);
    RUN(test_a_missing_end_is_an_error);
    RUN(test_more_behind_the_end);
    RUN(test_damaged_bytes);
    mlf_vips_stop();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        return 2;
    return check_done();
}
