/* Rotated boxes cut upright, beside the function the photo was made of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/photo/cutter.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/record.h"
#include "photo/orientation.h"
#include "photo/photo-file.h"
#include "photo/upright.h"

static char folder[] = "/tmp/mlfix-test-XXXXXX";

/* What the photo shows at a point: waves of 12 pixels and more. */
static double shade(double x, double y, int channel)
{
    return 128 + 60 * sin(x / 3 + channel) + 50 * cos(y / 2 - channel) * sin(x / 7);
}

static struct mlf_pixels make_photo(int width, int height)
{
    struct mlf_pixels photo;

    if (mlf_pixels_new(&photo, width, height, NULL))
        exit(2);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int k = 0; k < 3; k++)
                photo.data[(y * width + x) * 3 + k] = (unsigned char)(shade(x + 0.5, y + 0.5, k) + 0.5);
    return photo;
}

static struct mlf_photo_piece whole(const struct mlf_pixels *photo)
{
    return (struct mlf_photo_piece){*photo, 0, 0, photo->width, photo->height, 1};
}

static double uniform(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_below(rng, 1000001) / 1e6;
}

static void every_pixel_is_that_of_its_place(void)
{
    struct mlf_pixels photo = make_photo(200, 150);
    struct mlf_photo_piece piece = whole(&photo);
    struct mlf_rng rng;
    double worst = 0;

    mlf_rng_seed(&rng, 5);
    for (int turn = 0; turn < 60; turn++) {
        struct mlf_obb obb = {uniform(&rng, 70, 130), uniform(&rng, 70, 80), floor(uniform(&rng, 3, 60)),
                              floor(uniform(&rng, 3, 60)), uniform(&rng, -179, 179)};
        double c = cos(obb.degrees * (M_PI / 180));
        double s = sin(obb.degrees * (M_PI / 180));
        struct mlf_pixels out;

        CHECK(mlf_upright_piece(&piece, &obb, &out, NULL) == 0);
        CHECK(out.width == (int)obb.w && out.height == (int)obb.h);
        for (int j = 0; j < out.height; j++) {
            for (int i = 0; i < out.width; i++) {
                double u = i + 0.5 - obb.w / 2;
                double v = j + 0.5 - obb.h / 2;

                for (int k = 0; k < 3; k++)
                    worst = fmax(worst, fabs(out.data[(j * out.width + i) * 3 + k] -
                                             shade(obb.cx + u * c - v * s, obb.cy + u * s + v * c, k)));
            }
        }
        mlf_pixels_free(&out);
    }
    CHECK_NEAR(worst, 0, 3); /* rounding twice, and what cubics miss of a wave of 12 pixels */
    mlf_pixels_free(&photo);
}

static void quarters_copy_pixels(void)
{
    struct mlf_pixels photo = make_photo(40, 30);
    struct mlf_photo_piece piece = whole(&photo);

    for (int quarters = 0; quarters < 4; quarters++) {
        struct mlf_obb obb = {15, 12, quarters % 2 ? 8 : 14, quarters % 2 ? 14 : 8, 90 * quarters};
        struct mlf_pixels out;
        int same = 1;

        CHECK(mlf_upright_piece(&piece, &obb, &out, NULL) == 0);
        CHECK(out.width == (int)obb.w && out.height == (int)obb.h);
        for (int j = 0; j < out.height; j++) {
            for (int i = 0; i < out.width; i++) {
                /* turned back by hand, from the corner of [8, 8, 14, 8] that is its top left */
                int x = quarters == 0 ? 8 + i : quarters == 1 ? 21 - j : quarters == 2 ? 21 - i : 8 + j;
                int y = quarters == 0 ? 8 + j : quarters == 1 ? 8 + i : quarters == 2 ? 15 - j : 15 - i;

                same &= !memcmp(out.data + (j * out.width + i) * 3, photo.data + (y * 40 + x) * 3, 3);
            }
        }
        CHECK(same);
        mlf_pixels_free(&out);
    }
    mlf_pixels_free(&photo);
}

static void nearly_a_quarter_is_nearly_the_copy(void)
{
    struct mlf_pixels photo = make_photo(60, 50);
    struct mlf_photo_piece piece = whole(&photo);
    struct mlf_pixels exact;
    struct mlf_pixels near;
    int worst = 0;

    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){30, 25, 20, 10, 90}, &exact, NULL) == 0);
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){30, 25, 20, 10, 90.0001}, &near, NULL) == 0);
    CHECK(exact.width == near.width && exact.height == near.height);
    for (int i = 0; i < exact.width * exact.height * 3; i++)
        worst = abs(exact.data[i] - near.data[i]) > worst ? abs(exact.data[i] - near.data[i]) : worst;
    CHECK(worst <= 1);
    mlf_pixels_free(&exact);
    mlf_pixels_free(&near);
    mlf_pixels_free(&photo);
}

static void beyond_the_photo_is_left_out_or_grey(void)
{
    struct mlf_pixels photo = make_photo(100, 80);
    struct mlf_photo_piece piece = whole(&photo);
    struct mlf_pixels out;

    /* Half of it lies beyond the right edge: columns that show nothing are left out. */
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){100, 40, 40, 20, 1}, &out, NULL) == 0);
    CHECK(out.width == 20 && out.height == 20);
    mlf_pixels_free(&out);
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){100, 40, 40, 20, 45}, &out, NULL) == 0);
    CHECK(out.width == 30 && out.height == 20);
    CHECK(
        !memcmp(out.data + 29 * 3, (const unsigned char[]){128, 128, 128}, 3)); /* its top right is beyond the photo, */
    CHECK(memcmp(out.data + (19 * 30 + 28) * 3, (const unsigned char[]){128, 128, 128}, 3) != 0); /* its bottom not */
    mlf_pixels_free(&out);
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){300, 40, 40, 20, 30}, &out, NULL) == 0);
    CHECK(!out.data);
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){300, 40, 40, 20, 90}, &out, NULL) == 0);
    CHECK(!out.data);
    /* The photo as a whole inside a much larger box. */
    CHECK(mlf_upright_piece(&piece, &(struct mlf_obb){50, 40, 1e8, 1e8, 45}, &out, NULL) == 0);
    CHECK(out.width > 120 && out.width < 140 && out.height > 120 && out.height < 140);
    mlf_pixels_free(&out);
    mlf_pixels_free(&photo);
}

/* The file's bytes with an EXIF block of nothing but the orientation. */
static void write_photo(const struct mlf_pixels *photo, const char *path, int orientation)
{
    const unsigned char exif[] = {0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
                                  'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1,
                                  1,    0x12, 0, 3,  0,   0,   0,   1,   0, (unsigned char)orientation,
                                  0,    0,    0, 0,  0,   0};
    struct mlf_pixels copy = *photo;
    FILE *file;
    long length;
    unsigned char *bytes;

    if (mlf_pixels_save(&copy, path, 97, NULL) || !(file = fopen(path, "rb")))
        exit(2);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    if (!(bytes = malloc((size_t)length)) || fread(bytes, 1, (size_t)length, file) != (size_t)length)
        exit(2);
    fclose(file);
    if (!(file = fopen(path, "wb")))
        exit(2);
    fwrite(bytes, 1, 2, file);
    fwrite(exif, 1, sizeof exif, file);
    fwrite(bytes + 2, 1, (size_t)length - 2, file);
    fclose(file);
    free(bytes);
}

static double difference(const struct mlf_pixels *a, const struct mlf_pixels *b)
{
    double sum = 0;

    if (a->width != b->width || a->height != b->height)
        return 1e9;
    for (int i = 0; i < a->width * a->height * 3; i++)
        sum += abs(a->data[i] - b->data[i]);
    return sum / (a->width * a->height * 3);
}

/* What a crop of the stored pixels shows, whichever way the photo is displayed; mirrors mirror it. */
static void orientation_moves_box_and_photo_alike(void)
{
    const struct mlf_obb obb = {80, 60, 50, 24, 25};
    const struct mlf_cut_style style = {.fit = MLF_CUT_CONTAIN, .quality = 100};
    struct mlf_pixels photo = make_photo(160, 120);
    struct mlf_photo_piece piece = whole(&photo);
    struct mlf_pixels wanted;
    char path[64];
    char target[64];
    double corners[8];

    mlf_obb_corners(&obb, corners);
    CHECK(mlf_upright_piece(&piece, &obb, &wanted, NULL) == 0);
    snprintf(path, sizeof path, "%s/photo.jpg", folder);
    snprintf(target, sizeof target, "%s/crop.png", folder);
    /* Of 1 to 4 the size does not tell the frames apart: boxes are taken to be the displayed photo's. */
    for (int orientation = 5; orientation <= 8; orientation++) {
        struct mlf_cut cut = {
            .has_bbox = 1, .frame_width = 160, .frame_height = 120, .corners = corners, .turned = 25, .target = target};
        int mirrored = orientation == 5 || orientation == 7;
        struct mlf_photo crop;
        struct mlf_pixels back = {0};
        struct mlf_err why = {""};

        write_photo(&photo, path, orientation);
        mlf_obb_envelope(&obb, cut.bbox);
        CHECK(mlf_cut_photo(path, &style, &cut, 1, &why, NULL) == 0 && cut.written);
        CHECK(mlf_photo_read(&crop, target, 1, NULL) == 0);
        if (mirrored)
            CHECK(mlf_orientation_turn(&crop.pixels, 2, &back, NULL) == 0);
        CHECK(difference(&wanted, mirrored ? &back : &crop.pixels) < 3);
        mlf_pixels_free(&back);
        mlf_photo_free(&crop);
    }
    mlf_pixels_free(&wanted);
    mlf_pixels_free(&photo);
}

/* A crop out of parts of a JPEG, one out of the whole, and what a record leads to are the same pixels. */
static void all_ways_lead_to_the_same_pixels(void)
{
    const struct mlf_cut_style style = {.fit = MLF_CUT_CONTAIN, .quality = 100};
    struct mlf_pixels photo = make_photo(640, 480);
    struct mlf_rng rng;
    char path[64];
    char target[64];

    mlf_rng_seed(&rng, 6);
    snprintf(path, sizeof path, "%s/large.jpg", folder);
    snprintf(target, sizeof target, "%s/crop.png", folder);
    CHECK(mlf_pixels_save(&photo, path, 95, NULL) == 0);
    for (int turn = 0; turn < 20; turn++) {
        struct mlf_obb obb = {round(uniform(&rng, 0, 640)), round(uniform(&rng, 0, 480)), round(uniform(&rng, 9, 100)),
                              round(uniform(&rng, 9, 100)), round(uniform(&rng, -179, 180))};
        double corners[8];
        struct mlf_cut cut = {.has_bbox = 1, .corners = corners, .turned = obb.degrees, .target = target};
        struct mlf_photo decoded;
        struct mlf_photo crop;
        struct mlf_photo_piece piece;
        struct mlf_pixels expected;
        struct mlf_pixels read;
        struct mlf_record record = {0};
        struct mlf_err why = {""};
        char text[256];

        mlf_obb_corners(&obb, corners);
        mlf_obb_envelope(&obb, cut.bbox);
        CHECK(mlf_cut_photo(path, &style, &cut, 1, &why, NULL) == 0);
        CHECK(mlf_photo_read(&decoded, path, 1, NULL) == 0);
        piece = whole(&decoded.pixels);
        CHECK(mlf_upright_piece(&piece, &cut.obb, &expected, NULL) == 0);
        CHECK((expected.data != NULL) == cut.written);
        snprintf(text, sizeof text, "{\"image\":\"%s\",\"bbox\":[0,0,9,9],\"obb\":[%.17g,%.17g,%.17g,%.17g,%.17g]}",
                 path, cut.obb.cx, cut.obb.cy, cut.obb.w, cut.obb.h, cut.obb.degrees);
        CHECK(mlf_record_parse(&record, text, strlen(text), NULL) == 0);
        if (cut.written) {
            CHECK(mlf_photo_read(&crop, target, 1, NULL) == 0);
            CHECK(difference(&expected, &crop.pixels) == 0);
            CHECK(mlf_record_pixels(&record, 0, &read, NULL) == 0);
            CHECK(difference(&expected, &read) == 0);
            mlf_pixels_free(&read);
            mlf_photo_free(&crop);
        }
        mlf_record_free(&record);
        mlf_pixels_free(&expected);
        mlf_photo_free(&decoded);
    }
    mlf_pixels_free(&photo);
}

/* Of a large box that will be small the photo is decoded reduced, and the crop looks as if it were not. */
static void reduced_photos_give_the_same_view(void)
{
    const struct mlf_obb obb = {500, 400, 640, 480, 17};
    const struct mlf_cut_style style = {.size = 60, .fit = MLF_CUT_CONTAIN, .quality = 100};
    struct mlf_pixels photo;
    struct mlf_pixels wanted = {0};
    struct mlf_photo crop;
    struct mlf_photo_piece piece;
    struct mlf_err why = {""};
    double corners[8];
    char path[64];
    char target[64];
    struct mlf_cut cut = {.has_bbox = 1, .corners = corners, .turned = 17, .target = target};

    CHECK(mlf_pixels_new(&photo, 1000, 800, NULL) == 0);
    for (int y = 0; y < 800; y++)
        for (int x = 0; x < 1000; x++)
            for (int k = 0; k < 3; k++)
                photo.data[(y * 1000 + x) * 3 + k] = (unsigned char)shade(x / 12.0, y / 12.0, k);
    snprintf(path, sizeof path, "%s/reduced.jpg", folder);
    snprintf(target, sizeof target, "%s/crop.png", folder);
    CHECK(mlf_pixels_save(&photo, path, 95, NULL) == 0);
    mlf_obb_corners(&obb, corners);
    mlf_obb_envelope(&obb, cut.bbox);
    CHECK(mlf_cut_photo(path, &style, &cut, 1, &why, NULL) == 0 && cut.written);
    CHECK(mlf_photo_read(&crop, target, 1, NULL) == 0);
    piece = whole(&photo);
    CHECK(mlf_upright_piece(&piece, &obb, &wanted, NULL) == 0);
    CHECK(mlf_pixels_limit(&wanted, 60, NULL) == 0);
    CHECK_NEAR(difference(&wanted, &crop.pixels), 0, 1.5);
    mlf_photo_free(&crop);
    mlf_pixels_free(&wanted);
    mlf_pixels_free(&photo);
}

/* What a record's box holds on both sides of a panorama's seam. */
static void records_go_on_behind_the_seam(void)
{
    struct mlf_pixels photo = make_photo(40, 30);
    struct mlf_record record = {0};
    struct mlf_pixels read;
    char path[64];
    char text[160];
    int same = 1;

    snprintf(path, sizeof path, "%s/panorama.png", folder);
    snprintf(text, sizeof text, "{\"image\":\"%s\",\"bbox\":[33,4,12,9],\"issues\":[\"bbox-seam\"]}", path);
    CHECK(mlf_pixels_save(&photo, path, 95, NULL) == 0);
    CHECK(mlf_record_parse(&record, text, strlen(text), NULL) == 0);
    CHECK(mlf_record_pixels(&record, 0, &read, NULL) == 0);
    CHECK(read.width == 12 && read.height == 9);
    for (int y = 0; y < read.height; y++)
        for (int x = 0; x < read.width; x++)
            same &= !memcmp(read.data + (y * 12 + x) * 3, photo.data + ((y + 4) * 40 + (x + 33) % 40) * 3, 3);
    CHECK(same);
    mlf_pixels_free(&read);
    mlf_record_free(&record);
    mlf_pixels_free(&photo);
}

int main(void)
{
    struct mlf_err err = {""};
    char path[64];

    if (mlf_vips_start(&err) || !mkdtemp(folder))
        return 2;
    RUN(every_pixel_is_that_of_its_place);
    RUN(quarters_copy_pixels);
    RUN(nearly_a_quarter_is_nearly_the_copy);
    RUN(beyond_the_photo_is_left_out_or_grey);
    RUN(orientation_moves_box_and_photo_alike);
    RUN(all_ways_lead_to_the_same_pixels);
    RUN(records_go_on_behind_the_seam);
    RUN(reduced_photos_give_the_same_view);
    mlf_vips_stop();
    snprintf(path, sizeof path, "rm -rf %s", folder);
    return system(path) || check_done();
}
