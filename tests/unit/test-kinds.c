/* Every kind of picture file comes as 8 bit sRGB: the left half red, the right
 * half blue, or as much of that as the kind can say. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vips/vips.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/cutter.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/vips.h"

#define WIDTH 64
#define HEIGHT 48

static char folder[] = "/tmp/mlfix-test-XXXXXX";

static const unsigned char red[] = {200, 30, 20};
static const unsigned char blue[] = {20, 40, 210};

/* What is done to the picture before it is saved. */
enum change { PLAIN, GREY, CMYK, SIXTEEN, GREY_SIXTEEN, ALPHA, ALPHA_SIXTEEN, GREY_ALPHA, FRAMES };

struct kind {
    const char *name; /* with libvips' options for saving */
    enum change change;
    int tolerance;
    int grey;     /* only the brightness is left */
    int optional; /* libvips may be built without it */
};

static const struct kind kinds[] = {
    {"plain.jpg", PLAIN, 4, 0, 0},
    {"progressive.jpg[interlace]", PLAIN, 4, 0, 0},
    {"grey.jpg", GREY, 3, 1, 0},
    {"cmyk.jpg", CMYK, 80, 0, 0},
    {"plain.png", PLAIN, 0, 0, 0},
    {"interlaced.png[interlace]", PLAIN, 0, 0, 0},
    {"palette.png[palette]", PLAIN, 4, 0, 0},
    {"grey.png", GREY, 3, 1, 0},
    {"sixteen.png", SIXTEEN, 1, 0, 0},
    {"grey-sixteen.png", GREY_SIXTEEN, 3, 1, 0},
    {"alpha.png", ALPHA, 1, 0, 0},
    {"alpha-sixteen.png", ALPHA_SIXTEEN, 1, 0, 0},
    {"grey-alpha.png", GREY_ALPHA, 3, 1, 0},
    {"plain.webp", PLAIN, 30, 0, 0},
    {"alpha.webp[lossless]", ALPHA, 1, 0, 0},
    {"plain.tif", PLAIN, 0, 0, 0},
    {"lzw.tif[compression=lzw,predictor=horizontal]", PLAIN, 0, 0, 0},
    {"jpeg.tif[compression=jpeg]", PLAIN, 40, 0, 0},
    {"tiles.tif[tile,tile-width=16,tile-height=16,bigtiff]", PLAIN, 0, 0, 0},
    {"cmyk.tif", CMYK, 80, 0, 0},
    {"sixteen.tif", SIXTEEN, 1, 0, 0},
    {"grey.tif", GREY, 3, 1, 0},
    {"plain.ppm", PLAIN, 0, 0, 0},
    {"plain.gif", PLAIN, 12, 0, 0},
    {"frames.gif", FRAMES, 12, 0, 0},
    {"frames.webp", FRAMES, 30, 0, 0},
    {"plain.heic", PLAIN, 40, 0, 1},
    {"plain.avif", PLAIN, 40, 0, 1},
};

/* `frames` pictures below one another, the first as it should be, the rest
 * white; the lower half is transparent where there is an alpha. */
static VipsImage *draw(int frames, int alpha)
{
    int bands = alpha ? 4 : 3;
    size_t size = (size_t)WIDTH * HEIGHT * (size_t)frames * (size_t)bands;
    unsigned char *pixels = g_malloc(size);
    VipsImage *image;
    VipsImage *copy = NULL;

    memset(pixels, 255, size);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        memcpy(pixels + i * bands, i % WIDTH < WIDTH / 2 ? red : blue, 3);
        if (alpha && i >= WIDTH * HEIGHT / 2)
            pixels[i * bands + 3] = 0;
    }
    image = vips_image_new_from_memory_copy(pixels, size, WIDTH, HEIGHT * frames, bands, VIPS_FORMAT_UCHAR);
    CHECK(image && !vips_copy(image, &copy, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
    if (frames > 1)
        vips_image_set_int(copy, "page-height", HEIGHT);
    g_object_unref(image);
    g_free(pixels);
    return copy;
}

static VipsImage *make(enum change change)
{
    static const VipsInterpretation spaces[] = {
        [PLAIN] = VIPS_INTERPRETATION_sRGB,    [GREY] = VIPS_INTERPRETATION_B_W,
        [CMYK] = VIPS_INTERPRETATION_CMYK,     [SIXTEEN] = VIPS_INTERPRETATION_RGB16,
        [ALPHA] = VIPS_INTERPRETATION_sRGB,    [ALPHA_SIXTEEN] = VIPS_INTERPRETATION_RGB16,
        [FRAMES] = VIPS_INTERPRETATION_sRGB,   [GREY_SIXTEEN] = VIPS_INTERPRETATION_GREY16,
        [GREY_ALPHA] = VIPS_INTERPRETATION_B_W};
    int alpha = change == ALPHA || change == ALPHA_SIXTEEN || change == GREY_ALPHA;
    VipsImage *image = draw(change == FRAMES ? 3 : 1, alpha);
    VipsImage *changed = NULL;

    CHECK(!vips_colourspace(image, &changed, spaces[change], NULL));
    g_object_unref(image);
    return changed;
}

/* The file's path without the options for saving. */
static const char *path_of(const struct kind *kind)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%.*s", folder, (int)strcspn(kind->name, "["), kind->name);
    return path;
}

static int save(const struct kind *kind)
{
    char target[256];
    VipsImage *image = make(kind->change);
    int failed;

    snprintf(target, sizeof target, "%s/%s", folder, kind->name);
    failed = vips_image_write_to_file(image, target, NULL);
    if (failed) /* libvips leaves an empty file */
        unlink(path_of(kind));
    vips_error_clear();
    g_object_unref(image);
    return !failed;
}

/* In a process of its own: the one that reads shall not have loaded more of libvips
 * than reading asks for. */
static int save_all(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (VIPS_INIT("test-kinds"))
            _exit(1);
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (!save(&kinds[i]))
                printf("# %s cannot be written here\n", kinds[i].name);
        fflush(stdout);
        _exit(0);
    }
    return child < 0 || waitpid(child, &status, 0) != child || status != 0;
}

/* What should be seen of a colour: itself, its brightness, the grey behind it. */
static void check_place(const struct kind *kind, const struct mlf_pixels *pixels, int x, int y,
                        const unsigned char *colour)
{
    const unsigned char *at = pixels->data + (y * pixels->width + x) * 3;
    int clear =
        y >= HEIGHT / 2 && (kind->change == ALPHA || kind->change == ALPHA_SIXTEEN || kind->change == GREY_ALPHA);

    if (kind->grey && !clear)
        CHECK(at[0] == at[1] && at[1] == at[2] && at[0] > 30 && at[0] < 120);
    for (int c = 0; c < 3 && !(kind->grey && !clear); c++)
        CHECK_NEAR(at[c], clear ? 128 : colour[c], kind->tolerance);
}

static void test_kinds(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *kind = &kinds[i];
        struct mlf_photo photo;
        struct mlf_err err = {""};

        if (access(path_of(kind), F_OK)) {
            CHECK(kind->optional);
            continue;
        }
        if (mlf_photo_read(&photo, path_of(kind), 1, &err)) {
            printf("# %s: %s\n", kind->name, err.text);
            CHECK(0);
            continue;
        }
        CHECK(photo.width == WIDTH && photo.height == HEIGHT && photo.pixels.width == WIDTH);
        for (int y = 5; y < HEIGHT; y += HEIGHT / 2) {
            check_place(kind, &photo.pixels, WIDTH / 4, y, red);
            check_place(kind, &photo.pixels, 3 * WIDTH / 4, y, blue);
        }
        mlf_photo_free(&photo);
    }
}

/* The same through the cutter, which reads JPEGs on a way of its own. */
static void test_cuts_of_kinds(void)
{
    const struct mlf_cut_style style = {.size = 64, .fit = MLF_CUT_CONTAIN, .quality = 95};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char target[64];
        struct mlf_cut cut = {.has_bbox = 1, .bbox = {WIDTH / 2 + 4, 2, 20, 12}, .target = target};
        struct mlf_photo crop;
        struct mlf_err why = {""};

        snprintf(target, sizeof target, "%s/crop.png", folder);
        if (access(path_of(&kinds[i]), F_OK))
            continue;
        CHECK(mlf_cut_photo(path_of(&kinds[i]), &style, &cut, 1, &why, NULL) == 0 && cut.written);
        CHECK(!mlf_photo_read(&crop, target, 1, NULL));
        CHECK(crop.width == 20 && crop.height == 12);
        check_place(&kinds[i], &crop.pixels, 10, 6, blue);
        mlf_photo_free(&crop);
    }
}

/* The first half of each file is an error, with a reason; but not of the CMYK
 * TIFF, whose second half is nothing but its colour profile. */
static void test_halves_of_kinds(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *path = g_strdup(path_of(&kinds[i]));
        char *bytes = NULL;
        gsize length = 0;
        struct mlf_photo photo;
        struct mlf_err why = {""};

        if (strcmp(kinds[i].name, "cmyk.tif") != 0 && g_file_get_contents(path, &bytes, &length, NULL)) {
            CHECK(g_file_set_contents(path, bytes, (gssize)(length / 2), NULL));
            if (!mlf_photo_read(&photo, path, 1, &why)) {
                printf("# half of %s can be read\n", kinds[i].name);
                CHECK(0);
                mlf_photo_free(&photo);
            } else {
                CHECK(strstr(why.text, folder) != NULL);
            }
        }
        g_free(bytes);
        g_free(path);
    }
}

int main(void)
{
    char command[64];

    if (!mkdtemp(folder) || save_all() || mlf_vips_start(NULL))
        return 2;
    RUN(test_kinds);
    RUN(test_cuts_of_kinds);
    RUN(test_halves_of_kinds);
    mlf_vips_stop();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        return 2;
    return check_done();
}
