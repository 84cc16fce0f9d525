/* Pictures of classes (lib/formats/masks-objects.c, lib/record/label-picture-edit.c): objects against a naive flood of
 * the pixels, random pictures of few classes, of all depths, interlaced or not. */
#include <png.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/record/label-picture-edit.h"
#include "mlfix/record/label-picture.h"
#include "mlfix/record/mask.h"

enum { WIDTH = 37, HEIGHT = 23, PIXELS = WIDTH * HEIGHT };

static char folder[64];
static unsigned char pixels[PIXELS];
static unsigned seed = 1;

static unsigned draw(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static void path_of(char path[128])
{
    snprintf(path, 128, "%s/SegmentationClass/a.png", folder);
}

static void write_picture(int depth, int interlace)
{
    char path[128];
    FILE *file;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_bytep rows[HEIGHT];

    path_of(path);
    file = fopen(path, "wb");
    for (int y = 0; y < HEIGHT; y++)
        rows[y] = pixels + (ptrdiff_t)y * WIDTH;
    png_init_io(png, file);
    png_set_IHDR(png, info, WIDTH, HEIGHT, depth, PNG_COLOR_TYPE_GRAY,
                 interlace ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    png_write_info(png, info);
    png_set_packing(png);
    png_write_image(png, rows);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

/* What the dataset must say next: the flood's objects, in the order of their first pixels. */
static struct {
    int owner[PIXELS]; /* the object of each pixel, or -1 */
    int n, next;
    int holds;
} flood;

static void fill(int at, int object)
{
    int x = at % WIDTH;
    int y = at / WIDTH;

    flood.owner[at] = object;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int to = at + dy * WIDTH + dx;

            if (x + dx >= 0 && x + dx < WIDTH && y + dy >= 0 && y + dy < HEIGHT && flood.owner[to] < 0 &&
                pixels[to] == pixels[at])
                fill(to, object);
        }
}

static int compare(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    static unsigned char cells[PIXELS];
    double window[] = {0, 0, WIDTH, HEIGHT};
    int box[4] = {WIDTH, HEIGHT, 0, 0};
    int number = flood.next++;

    (void)context;
    if (!object->mask || mlf_mask_fill(object->mask, window, WIDTH, HEIGHT, cells, err))
        return -1;
    for (int i = 0; i < PIXELS; i++) {
        int is_in = flood.owner[i] == number;

        flood.holds &= cells[i] == is_in;
        if (!is_in)
            continue;
        flood.holds &= atoi(object->label) == pixels[i];
        box[0] = i % WIDTH < box[0] ? i % WIDTH : box[0];
        box[1] = i / WIDTH < box[1] ? i / WIDTH : box[1];
        box[2] = i % WIDTH >= box[2] ? i % WIDTH + 1 : box[2];
        box[3] = i / WIDTH >= box[3] ? i / WIDTH + 1 : box[3];
    }
    for (int k = 0; k < 4; k++)
        flood.holds &= object->bbox[k] == (k < 2 ? box[k] : box[k] - box[k - 2]);
    return 0;
}

static void read_it(void)
{
    struct mlf_hints hints = {.format = "masks", .masks = 1};
    struct mlf_dataset dataset;
    struct mlf_err err = {""};

    flood.next = 0;
    flood.holds = 1;
    CHECK(!mlf_dataset_open(&dataset, folder, &hints, &err));
    CHECK(!dataset.driver->read(&dataset, compare, NULL, &err));
    CHECK(flood.holds && flood.next == flood.n);
    mlf_dataset_close(&dataset);
}

static void test_objects(void)
{
    for (int round = 0; round < 60; round++) {
        static const int depths[] = {1, 2, 4, 8};
        int depth = depths[round % 4];
        unsigned share = 1 + draw(9);

        flood.n = 0;
        for (int i = 0; i < PIXELS; i++) {
            pixels[i] = (unsigned char)(draw(10) < share ? 0 : draw(depth == 1 ? 2 : 4));
            flood.owner[i] = -1;
        }
        for (int i = 0; i < PIXELS; i++)
            if (pixels[i] && flood.owner[i] < 0)
                fill(i, flood.n++);
        write_picture(depth, round & 4);
        read_it();
    }
}

/* Random pixels change: the file with the pieces in their places holds them, and those that did not stay. */
static void test_edits(void)
{
    char path[128];

    path_of(path);
    for (int round = 0; round < 24; round++) {
        static const int depths[] = {1, 2, 4, 8};
        int depth = depths[round % 4];
        struct mlf_label_picture picture;
        struct mlf_label_picture again;
        struct mlf_label_edit edit;
        struct mlf_err err = {""};
        size_t length = 0;
        char *bytes;
        char *fresh;

        for (int i = 0; i < PIXELS; i++)
            pixels[i] = (unsigned char)draw(1u << depth);
        write_picture(depth, round & 4);
        bytes = mlf_file_read(path, 1 << 20, &length, &err);
        CHECK(bytes && !mlf_label_picture_decode(&picture, bytes, length, path, &err));
        for (int k = 0; k < 100; k++)
            picture.pixels[draw(PIXELS)] = (unsigned short)draw(1u << depth);
        CHECK(!mlf_label_edit_make(&edit, &picture, bytes, length, path, &err));
        CHECK(!edit.pieces[0].bytes && edit.pieces[1].bytes);
        fresh = calloc(1, length + edit.pieces[1].n);
        memcpy(fresh, bytes, edit.pieces[1].at);
        memcpy(fresh + edit.pieces[1].at, edit.pieces[1].bytes, edit.pieces[1].n);
        memcpy(fresh + edit.pieces[1].at + edit.pieces[1].n, bytes + edit.pieces[1].at + edit.pieces[1].length,
               length - edit.pieces[1].at - edit.pieces[1].length);
        CHECK(!mlf_label_picture_decode(&again, fresh, length - edit.pieces[1].length + edit.pieces[1].n, path, &err));
        CHECK(again.width == WIDTH && again.height == HEIGHT && again.depth == depth);
        CHECK(!memcmp(again.pixels, picture.pixels, PIXELS * sizeof *again.pixels));
        if (depth < 8) { /* a number that does not fit */
            picture.pixels[0] = (unsigned short)(1u << depth);
            mlf_label_edit_free(&edit);
            CHECK(mlf_label_edit_make(&edit, &picture, bytes, length, path, &err) && strstr(err.text, "no number"));
        }
        mlf_label_edit_free(&edit);
        mlf_label_picture_free(&picture);
        mlf_label_picture_free(&again);
        free(fresh);
        free(bytes);
    }
}

int main(void)
{
    char command[160];

    strcpy(folder, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(command, sizeof command, "mkdir '%s/SegmentationClass'", folder);
    CHECK(system(command) == 0);
    RUN(test_objects);
    RUN(test_edits);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
    return check_done();
}
