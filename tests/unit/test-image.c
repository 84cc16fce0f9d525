/* Decoding, turning, cutting and resizing, beside naive ways of doing them. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/cutter.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/record.h"
#include "photo/crop.h"
#include "photo/orientation.h"
#include "photo/photo-file.h"
#include "photo/png-size.h"

static char folder[] = "/tmp/mlfix-test-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[16][128];
    static int next;
    char *path = paths[next++ % 16];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static struct mlf_pixels noise(int width, int height)
{
    struct mlf_pixels pixels;
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 5);
    CHECK(!mlf_pixels_new(&pixels, width, height, NULL));
    for (int i = 0; i < width * height * 3; i++)
        pixels.data[i] = (unsigned char)mlf_rng_below(&rng, 256);
    return pixels;
}

/* A smooth picture, which JPEG keeps: red grows to the right, green downwards. */
static struct mlf_pixels ramp(int width, int height)
{
    struct mlf_pixels pixels;

    CHECK(!mlf_pixels_new(&pixels, width, height, NULL));
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            unsigned char *at = pixels.data + (y * width + x) * 3;

            at[0] = (unsigned char)(255 * x / width);
            at[1] = (unsigned char)(255 * y / height);
            at[2] = 100;
        }
    }
    return pixels;
}

static const unsigned char *pixel(const struct mlf_pixels *pixels, int x, int y)
{
    return pixels->data + (y * pixels->width + x) * 3;
}

/* The weight of input pixel i for an output centre, as in the definition. */
static double naive_weight(enum mlf_resampling kernel, double distance)
{
    double x = fabs(distance);

    if (kernel == MLF_TRIANGLE)
        return fmax(0, 1 - x);
    if (kernel == MLF_CUBIC)
        return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    if (x >= 3)
        return 0;
    return x < 1e-12 ? 1 : sin(M_PI * x) / (M_PI * x) * sin(M_PI * x / 3) / (M_PI * x / 3);
}

static double naive_sample(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel, int x, int y,
                           int channel)
{
    double scale_x = (double)in->width / width;
    double scale_y = (double)in->height / height;
    double sum = 0;
    double total = 0;

    for (int v = 0; v < in->height; v++) {
        for (int u = 0; u < in->width; u++) {
            double weight = naive_weight(kernel, (u + 0.5 - (x + 0.5) * scale_x) / fmax(1, scale_x)) *
                            naive_weight(kernel, (v + 0.5 - (y + 0.5) * scale_y) / fmax(1, scale_y));

            sum += weight * pixel(in, u, v)[channel];
            total += weight;
        }
    }
    return fmin(255, fmax(0, sum / total));
}

static void test_resize_is_the_weighted_mean(void)
{
    static const int sizes[][4] = {{23, 17, 7, 5}, {5, 9, 12, 20}, {40, 3, 32, 32},
                                   {1, 1, 4, 4},   {64, 64, 1, 1}, {8, 8, 8, 8}};

    for (int kernel = MLF_TRIANGLE; kernel <= MLF_LANCZOS; kernel++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct mlf_pixels in = noise(sizes[s][0], sizes[s][1]);
            struct mlf_pixels out;

            CHECK(!mlf_pixels_resize(&in, sizes[s][2], sizes[s][3], (enum mlf_resampling)kernel, &out, NULL));
            for (int y = 0; y < out.height; y++)
                for (int x = 0; x < out.width; x++)
                    for (int c = 0; c < 3; c++)
                        CHECK_NEAR(pixel(&out, x, y)[c],
                                   naive_sample(&in, out.width, out.height, (enum mlf_resampling)kernel, x, y, c),
                                   0.51);
            mlf_pixels_free(&in);
            mlf_pixels_free(&out);
        }
    }
}

/* More sizes than a thread keeps weights of, each of them twice. */
static void test_resize_of_many_sizes(void)
{
    enum { TIMES = 3000 };
    struct mlf_rng rng;
    int wrong = 0;

    for (int again = 0; again < 2; again++) {
        mlf_rng_seed(&rng, 8);
        for (int i = 0; i < TIMES; i++) {
            int size[4];
            for (int k = 0; k < 4; k++)
                size[k] = 1 + (int)mlf_rng_below(&rng, 24);
            enum mlf_resampling kernel = (enum mlf_resampling)(i % (MLF_LANCZOS + 1));
            struct mlf_pixels in = noise(size[0], size[1]), out;
            int x = (int)mlf_rng_below(&rng, (unsigned)size[2]), y = (int)mlf_rng_below(&rng, (unsigned)size[3]);

            CHECK(!mlf_pixels_resize(&in, size[2], size[3], kernel, &out, NULL));
            double wanted = naive_sample(&in, size[2], size[3], kernel, x, y, i % 3);
            wrong += fabs(pixel(&out, x, y)[i % 3] - wanted) > 0.51;
            mlf_pixels_free(&in);
            mlf_pixels_free(&out);
        }
    }
    CHECK(wrong == 0);
}

/* A JPEG file of the picture with an EXIF orientation written into it. */
static void save_turned(const struct mlf_pixels *pixels, const char *path, int orientation)
{
    unsigned char exif[] = {0xff,
                            0xe1,
                            0,
                            34,
                            'E',
                            'x',
                            'i',
                            'f',
                            0,
                            0,
                            'I',
                            'I',
                            42,
                            0,
                            8,
                            0,
                            0,
                            0,
                            1,
                            0,
                            0x12,
                            1,
                            3,
                            0,
                            1,
                            0,
                            0,
                            0,
                            (unsigned char)orientation,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0};
    struct mlf_buf jpeg = {0};
    struct mlf_buf file = {0};

    CHECK(!mlf_pixels_encode(pixels, "jpg", 100, &jpeg, NULL));
    mlf_buf_add(&file, jpeg.data, 2);
    mlf_buf_add(&file, exif, sizeof exif);
    mlf_buf_add(&file, jpeg.data + 2, jpeg.length - 2);
    CHECK(!mlf_file_write(path, file.data, file.length, NULL));
    mlf_buf_free(&jpeg);
    mlf_buf_free(&file);
}

/* Where the top left stored corner is shown: right edge? bottom edge? and
 * whether rows became columns (TIFF 6.0, tag 274). */
static const struct {
    int right, bottom, turned;
} shown[9] = {{0}, {0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}};

static void test_orientation_turns_pixels_and_boxes(void)
{
    struct mlf_pixels stored = ramp(48, 32);

    for (int orientation = 1; orientation <= 8; orientation++) {
        struct mlf_photo photo;
        double corner[4] = {0, 0, 16, 8};
        int turned = shown[orientation].turned;
        int x;
        int y;
        const unsigned char *at;

        save_turned(&stored, in_folder("turned.jpg"), orientation);
        CHECK(!mlf_photo_read(&photo, in_folder("turned.jpg"), 1, NULL));
        CHECK(photo.orientation == orientation);
        CHECK(photo.width == (turned ? 32 : 48) && photo.height == (turned ? 48 : 32));
        CHECK(photo.pixels.width == photo.width && photo.pixels.height == photo.height);
        x = shown[orientation].right ? photo.width - 1 : 0;
        y = shown[orientation].bottom ? photo.height - 1 : 0;
        at = pixel(&photo.pixels, x, y);
        CHECK(at[0] < 12 && at[1] < 12);
        at = pixel(&photo.pixels, photo.width - 1 - x, photo.height - 1 - y);
        CHECK(at[0] > 240 && at[1] > 235);
        /* Along the row of the stored corner red grows where rows stayed rows. */
        at = pixel(&photo.pixels, photo.width - 1 - x, y);
        CHECK(turned ? at[0] < 12 && at[1] > 235 : at[0] > 240 && at[1] < 12);
        mlf_orientation_box(&photo, corner);
        CHECK(corner[2] == (turned ? 8 : 16) && corner[3] == (turned ? 16 : 8));
        CHECK(corner[0] == (shown[orientation].right ? photo.width - corner[2] : 0));
        CHECK(corner[1] == (shown[orientation].bottom ? photo.height - corner[3] : 0));
        mlf_photo_free(&photo);
    }
    mlf_pixels_free(&stored);
}

static void test_cut_takes_the_nearest_edges_and_stays_inside(void)
{
    struct mlf_photo photo = {.pixels = noise(10, 8), .width = 10, .height = 8, .shrink = 1};
    static const struct {
        double bbox[4];
        int x, y, width, height;
    } cases[] = {{{1, 2, 3, 4}, 1, 2, 3, 4},       {{1.2, 2.9, 3, 1}, 1, 3, 3, 1},
                 {{1.5, 2.4, 3, 3.2}, 2, 2, 3, 4}, {{-5, -5, 100, 100}, 0, 0, 10, 8},
                 {{9.5, 7.5, 9, 9}, 9, 7, 1, 1},   {{3, 3, 0.1, 0.1}, 3, 3, 1, 1},
                 {{0, 0, 1e300, 2}, 0, 0, 10, 2},  {{-1e300, 0, 2e300, 8}, 0, 0, 10, 8}};
    static const double nothing[][4] = {{10, 0, 5, 5},  {0, -5, 5, 5},  {1, 1, 0, 5},       {1, 1, -3, 5},
                                        {NAN, 0, 5, 5}, {0, 0, NAN, 5}, {INFINITY, 0, 1, 1}};
    struct mlf_pixels out;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(!mlf_crop_box(&photo, cases[i].bbox, &out, NULL));
        CHECK(out.width == cases[i].width && out.height == cases[i].height);
        CHECK(!memcmp(pixel(&out, 0, 0), pixel(&photo.pixels, cases[i].x, cases[i].y), 3));
        CHECK(!memcmp(pixel(&out, out.width - 1, out.height - 1),
                      pixel(&photo.pixels, cases[i].x + out.width - 1, cases[i].y + out.height - 1), 3));
        mlf_pixels_free(&out);
    }
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        CHECK(mlf_crop_box(&photo, nothing[i], &out, NULL) == -1);
    mlf_photo_free(&photo);
}

static void test_files_come_back_as_they_were(void)
{
    static const char *const names[] = {"a.png", "a.webp", "a.jpg", "a[page=1].png", "-q.PNG"};
    struct mlf_pixels in = ramp(33, 21);

    for (size_t i = 0; i < 5; i++) {
        struct mlf_photo photo;
        double tolerance = strstr(names[i], "jpg") ? 4 : 0;

        CHECK(!mlf_pixels_save(&in, in_folder(names[i]), 100, NULL));
        CHECK(!mlf_photo_read(&photo, in_folder(names[i]), 1, NULL));
        CHECK(photo.width == 33 && photo.height == 21);
        for (int k = 0; k < 33 * 21 * 3; k++)
            CHECK_NEAR(photo.pixels.data[k], in.data[k], tolerance);
        mlf_photo_free(&photo);
    }
    CHECK(mlf_pixels_save(&in, in_folder("a.doc"), 95, NULL) == -1);
    mlf_pixels_free(&in);
}

static void test_reduced_decoding(void)
{
    struct mlf_pixels in = ramp(403, 301);
    struct mlf_photo photo;
    struct mlf_pixels out;
    double bbox[] = {200, 100, 120, 160};

    CHECK(!mlf_pixels_save(&in, in_folder("large.jpg"), 95, NULL));
    CHECK(!mlf_photo_read(&photo, in_folder("large.jpg"), 4, NULL));
    CHECK(photo.width == 403 && photo.height == 301 && photo.shrink == 4);
    CHECK(abs(photo.pixels.width - 101) <= 1 && abs(photo.pixels.height - 76) <= 1);
    CHECK(!mlf_crop_box(&photo, bbox, &out, NULL));
    CHECK(abs(out.width - 30) <= 2 && abs(out.height - 40) <= 2);
    CHECK_NEAR(pixel(&out, out.width / 2, out.height / 2)[0], 255.0 * 260 / 403, 4);
    CHECK_NEAR(pixel(&out, out.width / 2, out.height / 2)[1], 255.0 * 180 / 301, 4);
    mlf_pixels_free(&out);
    mlf_photo_free(&photo);
    mlf_pixels_free(&in);
    CHECK(mlf_crop_shrink(1000, 256) == 2 && mlf_crop_shrink(1024, 256) == 4 && mlf_crop_shrink(1e6, 256) == 8);
    CHECK(mlf_crop_shrink(100, 256) == 1 && mlf_crop_shrink(100, 0) == 1);
}

/* Good and half-cut photos at the same time: each is told for what it is, and
 * with its own words. */
static int read_one(void *context, size_t piece, int worker, struct mlf_err *err)
{
    int *wrong = context;
    struct mlf_photo photo;
    struct mlf_err why = {""};
    int half = piece % 2;
    int failed = mlf_photo_read(&photo, in_folder(half ? "half.jpg" : "whole.jpg"), 1, &why) != 0;

    (void)worker;
    (void)err;
    wrong[piece] = failed != half || (failed && (!strstr(why.text, "half.jpg") || !why.text[0]));
    if (!failed)
        mlf_photo_free(&photo);
    return 0;
}

static void test_half_a_jpeg_always_fails(void)
{
    enum { TIMES = 200 };
    struct mlf_pixels in = noise(320, 240);
    struct mlf_buf jpeg = {0};
    static int wrong[TIMES];
    int wrongs = 0;

    CHECK(!mlf_pixels_encode(&in, "jpg", 90, &jpeg, NULL));
    CHECK(!mlf_file_write(in_folder("whole.jpg"), jpeg.data, jpeg.length, NULL));
    CHECK(!mlf_file_write(in_folder("half.jpg"), jpeg.data, jpeg.length / 2, NULL));
    for (int jobs = 1; jobs <= 4; jobs += 3) {
        CHECK(!mlf_parallel(TIMES, jobs, read_one, wrong, NULL));
        for (int i = 0; i < TIMES; i++)
            wrongs += wrong[i];
    }
    CHECK(wrongs == 0);
    mlf_buf_free(&jpeg);
    mlf_pixels_free(&in);
}

/* The way past libvips for ordinary JPEGs leads to the same pixels and the same
 * refusals, whatever bytes are broken. */
static void test_both_ways_of_reading_agree(void)
{
    enum { TIMES = 400 };
    struct mlf_pixels in = noise(40, 30);
    struct mlf_buf jpeg = {0};
    struct mlf_rng rng;
    int read = 0, refused = 0, differ = 0;

    mlf_rng_seed(&rng, 31);
    CHECK(!mlf_pixels_encode(&in, "jpg", 90, &jpeg, NULL));
    for (int i = 0; i < TIMES; i++) {
        const char *path = in_folder("broken.jpg");
        char *bytes = malloc(jpeg.length);
        struct mlf_photo photo = {0};
        struct mlf_pixels pixels = {0};

        memcpy(bytes, jpeg.data, jpeg.length);
        for (int k = 0; k < i % 4; k++)
            bytes[mlf_rng_below(&rng, 640)] = (char)mlf_rng_below(&rng, 256);
        CHECK(
            !mlf_file_write(path, bytes, i % 10 == 9 ? mlf_rng_below(&rng, (unsigned)jpeg.length) : jpeg.length, NULL));
        int whole = mlf_photo_read(&photo, path, 1, NULL), part = mlf_photo_file_pixels(path, 0, &pixels, NULL);
        if (whole == 0 && part == 0) {
            read++;
            differ += pixels.width != photo.pixels.width || pixels.height != photo.pixels.height ||
                      memcmp(pixels.data, photo.pixels.data, (size_t)pixels.width * (size_t)pixels.height * 3) != 0;
        }
        refused += whole != 0 && part != 0;
        mlf_photo_free(&photo);
        mlf_pixels_free(&pixels);
        free(bytes);
    }
    CHECK(differ == 0);
    CHECK(read + refused == TIMES);
    CHECK(read > TIMES / 4 && refused > TIMES / 10);
    mlf_buf_free(&jpeg);
    mlf_pixels_free(&in);
}

/* The size of a PNG is read without libvips, unless any byte before its data is another one. */
static void test_size_of_png(void)
{
    struct mlf_pixels in = noise(41, 30);
    struct mlf_buf png = {0};
    struct mlf_photo whole = {0}, size = {0};
    int width = 0, height = 0, accepted = 0;
    size_t data = 0;

    CHECK(!mlf_pixels_encode(&in, "png", 90, &png, NULL));
    CHECK(!mlf_file_write(in_folder("sound.png"), png.data, png.length, NULL));
    CHECK(!mlf_photo_read(&whole, in_folder("sound.png"), 1, NULL));
    CHECK(!mlf_photo_size(&size, in_folder("sound.png"), NULL));
    CHECK(size.width == whole.width && size.height == whole.height && size.orientation == whole.orientation);
    unsigned char *bytes = (unsigned char *)png.data;
    CHECK(mlf_png_size(bytes, png.length, &width, &height) && width == 41 && height == 30);
    while (data + 4 <= png.length && memcmp(bytes + data, "IDAT", 4) != 0)
        data++;
    for (size_t i = 0; i + 4 < data; i++) /* the four bytes before IDAT say how long it is */
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (unsigned char)(1 << bit);
            accepted += mlf_png_size(bytes, png.length, &width, &height);
            bytes[i] ^= (unsigned char)(1 << bit);
        }
    for (size_t length = 0; length < data + 4; length++) {
        unsigned char *part = malloc(length + 1); /* of its own, so that sanitizers see the end */
        memcpy(part, bytes, length);
        accepted += mlf_png_size(part, length, &width, &height);
        free(part);
    }
    CHECK(data > 40 && accepted == 0);
    mlf_photo_free(&whole);
    mlf_photo_free(&size);
    mlf_buf_free(&png);
    mlf_pixels_free(&in);
}

/* CRC-32 as PNG has it (RFC 2083, section 3.4). */
static void put_crc(unsigned char *at, size_t length)
{
    unsigned crc = 0xffffffff;

    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    for (int i = 0; i < 4; i++)
        at[length + (size_t)i] = (unsigned char)((crc ^ 0xffffffff) >> (24 - 8 * i));
}

static void test_hostile_files(void)
{
    /* A PNG header that promises 60,000 x 60,000 pixels. */
    static unsigned char huge[] = {0x89, 'P', 'N',  'G',  13, 10,  26,   10,   0,   0,    0, 13, 'I', 'H', 'D', 'R',
                                   0,    0,   0xea, 0x60, 0,  0,   0xea, 0x60, 8,   2,    0, 0,  0,   0,   0,   0,
                                   0,    0,   0,    0,    1,  'I', 'D',  'A',  'T', 0x78, 0, 0,  0,   0};
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>";
    struct mlf_photo photo;
    struct mlf_err err = {""};

    put_crc(huge + 12, 17);
    put_crc(huge + 37, 5);
    CHECK(!mlf_file_write(in_folder("huge.png"), huge, sizeof huge, NULL));
    CHECK(mlf_photo_read(&photo, in_folder("huge.png"), 1, &err) == -1);
    CHECK(strstr(err.text, "huge.png' has 60000 x 60000 pixels, more than 200 million") != NULL);
    mlf_err_clear(&err);
    CHECK(!mlf_file_write(in_folder("svg.png"), svg, sizeof svg - 1, NULL));
    CHECK(mlf_photo_read(&photo, in_folder("svg.png"), 1, &err) == -1);
    mlf_err_clear(&err);
    CHECK(!mlf_file_write(in_folder("empty.jpg"), "", 0, NULL));
    CHECK(mlf_photo_read(&photo, in_folder("empty.jpg"), 1, &err) == -1);
    CHECK(strstr(err.text, "empty.jpg") != NULL);
    mlf_err_clear(&err);
    CHECK(mlf_photo_read(&photo, in_folder("none.jpg"), 1, &err) == -1);
    CHECK(strstr(err.text, "none.jpg") != NULL);
    mlf_err_clear(&err);
    CHECK(mlf_photo_read(&photo, folder, 1, &err) == -1);
}

static void test_cuts_of_one_photo(void)
{
    struct mlf_pixels in = ramp(64, 40);
    struct mlf_cut cuts[] = {{.has_bbox = 1, .bbox = {8, 8, 40, 20}, .target = in_folder("0.png")},
                             {.has_bbox = 1, .bbox = {60, 30, 10, 20}, .target = in_folder("1.png")},
                             {.has_bbox = 1, .bbox = {70, 0, 10, 10}, .target = in_folder("2.png")},
                             {.has_bbox = 0, .frame_width = 30, .frame_height = 30, .target = in_folder("3.png")}};
    struct mlf_cut_style style = {.size = 20, .fit = MLF_CUT_CONTAIN, .quality = 95};
    struct mlf_photo photo;
    struct mlf_err why = {""};

    CHECK(!mlf_pixels_save(&in, in_folder("photo.png"), 95, NULL));
    CHECK(mlf_cut_photo(in_folder("photo.png"), &style, cuts, 4, &why, NULL) == 0);
    CHECK(cuts[0].written && !cuts[0].outside && cuts[1].written && cuts[1].outside);
    CHECK(cuts[2].empty && !cuts[2].written && cuts[3].written && cuts[3].other_size && !cuts[0].other_size);
    CHECK(!mlf_photo_size(&photo, cuts[0].target, NULL) && photo.width == 20 && photo.height == 10);
    CHECK(!mlf_photo_size(&photo, cuts[1].target, NULL) && photo.width == 4 && photo.height == 10);
    CHECK(!mlf_photo_size(&photo, cuts[3].target, NULL) && photo.width == 20 && photo.height == 13);
    style.fit = MLF_CUT_SQUISH;
    style.pad = 10; /* 4 pixels on each side: 48 x 28 */
    CHECK(mlf_cut_photo(in_folder("photo.png"), &style, cuts, 1, &why, NULL) == 0);
    CHECK(!mlf_photo_read(&photo, cuts[0].target, 1, NULL) && photo.width == 20 && photo.height == 20);
    CHECK_NEAR(pixel(&photo.pixels, 0, 10)[0], 255.0 * (4 + 1.2) / 64, 3);
    mlf_photo_free(&photo);
    style.fit = MLF_CUT_CONTAIN;
    style.size = 64;
    CHECK(mlf_cut_photo(in_folder("photo.png"), &style, cuts + 3, 1, &why, NULL) == 0 && cuts[3].written == 0);
    CHECK(mlf_cut_photo(in_folder("absent.png"), &style, cuts, 1, &why, NULL) == 1 && why.text[0]);
    mlf_pixels_free(&in);
}

/* One line a record, as the tools get them. */
static void check_record(const char *line, int longest, int width, int height, int red)
{
    struct mlf_record record;
    struct mlf_pixels pixels;
    struct mlf_err err = {""};

    CHECK(!mlf_record_parse(&record, line, strlen(line), NULL));
    if (mlf_record_pixels(&record, longest, &pixels, &err)) {
        CHECK(width == 0 && err.text[0]);
    } else {
        CHECK(pixels.width == width && pixels.height == height);
        CHECK_NEAR(pixel(&pixels, 0, 0)[0], red, 4);
        mlf_pixels_free(&pixels);
    }
    mlf_record_free(&record);
}

static void test_pixels_of_a_record(void)
{
    struct mlf_pixels in = ramp(400, 200);
    struct mlf_pixels crop = noise(5, 4);

    CHECK(!mlf_pixels_save(&in, in_folder("i.jpg"), 95, NULL));
    CHECK(!mlf_pixels_save(&crop, in_folder("c.png"), 95, NULL));
    CHECK(chdir(folder) == 0);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\",\"bbox\":[200,10,50,40],\"crop\":\"c.png\"}", 0, 5, 4,
                 crop.data[0]);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\",\"bbox\":[200,10,50,40]}", 0, 50, 40, 127);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\",\"bbox\":[100,10,50,40]}", 0, 50, 40, 64);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\",\"bbox\":[200,0,160,160]}", 20, 40, 40, 128);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\"}", 0, 400, 200, 0);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\"}", 100, 200, 100, 0);
    check_record("{\"id\":\"a\",\"image\":\"i.jpg\",\"bbox\":[500,0,1,1]}", 0, 0, 0, 0);
    check_record("{\"id\":\"a\",\"image\":\"gone.jpg\"}", 0, 0, 0, 0);
    check_record("{\"id\":\"a\"}", 0, 0, 0, 0);
    CHECK(chdir("/") == 0);
    mlf_pixels_free(&in);
    mlf_pixels_free(&crop);
}

int main(void)
{
    char command[64];

    if (!mkdtemp(folder) || mlf_vips_start(NULL))
        return 2;
    RUN(test_resize_is_the_weighted_mean);
    RUN(test_resize_of_many_sizes);
    RUN(test_orientation_turns_pixels_and_boxes);
    RUN(test_cut_takes_the_nearest_edges_and_stays_inside);
    RUN(test_files_come_back_as_they_were);
    RUN(test_reduced_decoding);
    RUN(test_half_a_jpeg_always_fails);
    RUN(test_both_ways_of_reading_agree);
    RUN(test_size_of_png);
    RUN(test_hostile_files);
    RUN(test_cuts_of_one_photo);
    RUN(test_pixels_of_a_record);
    mlf_vips_stop();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        return 2;
    return check_done();
}
