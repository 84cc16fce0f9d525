/* Draws a dataset to try the tools on: street scenes with traffic signs and
 * other objects, in the COCO format, a few of them labelled wrong.
 *
 * DIR/dataset/ is what the tools read; DIR/truth.csv, beside it, says which
 * label was given and which thing was drawn. The same seed gives the same
 * scenes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vips/vips.h>

#include "demo-things.h"
#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"

#define WIDTH 800
#define HEIGHT 600
#define MOST_OBJECTS 8

/* A wrong label on a smaller object would be no one's fault. */
#define SMALLEST_JUDGEABLE 36.0

enum { DAY, OVERCAST, DUSK, NIGHT, LIGHTS };

struct object {
    int drawn, given; /* classes */
    double matrix[6]; /* unit square of +-50 -> photo, as SVG orders it */
    double box[4];    /* x, y, width, height in the photo */
    double size;      /* px, height before it was turned */
    uint64_t seed;
};

struct photo {
    struct object objects[MOST_OBJECTS];
    size_t n;
    uint64_t seed;
    int light;
};

/* ---- The scene around them ---- */

static void draw_houses(struct mlf_buf *svg, struct mlf_rng *rng, double horizon, int light)
{
    for (double x = between(rng, -80, 0); x < WIDTH;) {
        double w = between(rng, 50, 150), top = horizon - between(rng, 20, 260);
        struct colour wall = tint(rng, 0x8c8278, 50), pane = tint(rng, light == NIGHT ? 0xd0b060 : 0x506070, 40);
        mlf_buf_printf(svg, "<rect x='%.0f' y='%.0f' width='%.0f' height='600' fill='%s'/>", x, top, w, wall.text);
        for (double y = top + 12; y < horizon - 20; y += 30)
            mlf_buf_printf(svg, "<path d='M%.0f,%.0f H%.0f' stroke='%s' stroke-width='14' stroke-dasharray='11 13'/>",
                           x + 9, y + 7, x + w - 8, pane.text);
        x += w + (chance(rng, 0.4) ? between(rng, 20, 150) : 0);
    }
}

static void draw_background(struct mlf_buf *svg, struct mlf_rng *rng, int light)
{
    static const unsigned skies[LIGHTS] = {0x6aa4dc, 0xb4bcc4, 0xd89868, 0x384058};
    double horizon = between(rng, 0.5, 0.62) * HEIGHT, vanish = between(rng, 250, 550);
    struct colour low = tint(rng, skies[light] | 0x404040, 25), high = tint(rng, skies[light], 25);
    mlf_buf_printf(svg,
                   "<defs><linearGradient id='sky' x2='0' y2='1'><stop offset='0' stop-color='%s'/>"
                   "<stop offset='1' stop-color='%s'/></linearGradient></defs>"
                   "<rect width='800' height='600' fill='url(#sky)'/>",
                   high.text, low.text);
    for (int i = (int)mlf_rng_below(rng, 6); i > 0; i--) {
        double ry = between(rng, 10, 35), rx = between(rng, 40, 140), y = between(rng, 0, 220),
               x = between(rng, 0, 800);
        mlf_buf_printf(svg, "<ellipse cx='%.0f' cy='%.0f' rx='%.0f' ry='%.0f' fill='#fff' opacity='.3'/>", x, y, rx,
                       ry);
    }
    draw_houses(svg, rng, horizon, light);
    mlf_buf_printf(svg, "<rect y='%.0f' width='800' height='600' fill='%s'/>", horizon, tint(rng, 0x68705a, 35).text);
    struct colour tar = tint(rng, 0x585858, 25);
    double left = between(rng, -100, 200), right = between(rng, 600, 900);
    mlf_buf_printf(svg, "<polygon points='%.0f,%.0f %.0f,%.0f %.0f,600 %.0f,600' fill='%s'/>", vanish - 12, horizon,
                   vanish + 12, horizon, right, left, tar.text);
    mlf_buf_printf(svg, "<path d='M%.0f,%.0f L400,600' stroke='#e0e0d8' stroke-width='7' stroke-dasharray='30 26'/>",
                   vanish, horizon + 20);
    for (int i = (int)mlf_rng_below(rng, 40) + 15; i > 0; i--) { /* bushes, leaves, dirt */
        struct colour green = tint(rng, 0x48603a, 40);
        double r = between(rng, 3, 22), y = horizon + between(rng, -30, 60), x = between(rng, 0, 800);
        draw_circle(svg, x, y, r, green, 0.7);
    }
    for (int i = (int)mlf_rng_below(rng, 5); i > 0; i--) { /* boards and shop signs */
        double w = between(rng, 30, 110);
        struct colour board = any_colour(rng);
        double y = between(rng, 200, 400), x = between(rng, 40, 760);
        mlf_buf_printf(
            svg, "<g transform='translate(%.0f %.0f)'><rect x='%.0f' y='-14' width='%.0f' height='28' fill='%s'/>", x,
            y, -w / 2, w, board.text);
        struct colour ink = any_colour(rng);
        draw_text(svg, chance(rng, 0.5) ? "BAR" : "50%", 17, 6, w / 60, ink);
        mlf_buf_puts(svg, "</g>");
    }
}

/* A post or a branch in front of part of the thing. */
static void draw_occluder(struct mlf_buf *svg, struct mlf_rng *rng, double half)
{
    double side = chance(rng, 0.5) ? half : -half;
    int post = chance(rng, 0.4);
    if (post) {
        struct colour grey = tint(rng, 0x606060, 40);
        mlf_buf_printf(svg, "<rect x='%.1f' y='-65' width='%.1f' height='140' fill='%s'/>", side * 0.6,
                       between(rng, 5, 13), grey.text);
    }
    for (int i = 0; !post && i < 9; i++) {
        struct colour green = tint(rng, 0x3c6a30, 40);
        double r = between(rng, 5, 11), y = between(rng, -55, 0), x = side * between(rng, 0.5, 1.2);
        draw_circle(svg, x, y, r, green, 1);
    }
}

static void draw_object(struct mlf_buf *svg, const struct object *object)
{
    const struct kind *kind = &kinds[object->drawn];
    const double *m = object->matrix;
    struct mlf_rng rng;
    mlf_rng_seed(&rng, object->seed);
    mlf_buf_printf(svg, "<g transform='matrix(%.5f %.5f %.5f %.5f %.3f %.3f)'>", m[0], m[1], m[2], m[3], m[4], m[5]);
    if (!kind->on_ground)
        mlf_buf_printf(svg, "<rect x='-4' y='0' width='8' height='260' fill='%s'/>", tint(&rng, 0x707274, 30).text);
    kind->draw(svg, &rng, kind->variant);
    if (chance(&rng, 0.25)) { /* dirt, or faded by the sun */
        double opacity = between(&rng, 0.1, 0.4);
        struct colour dust = tint(&rng, 0x807868, 60);
        double y = between(&rng, -25, 25), x = between(&rng, -20, 20);
        draw_circle(svg, x, y, 30, dust, opacity);
    }
    if (chance(&rng, 0.3))
        draw_occluder(svg, &rng, 50 * kind->aspect);
    mlf_buf_puts(svg, "</g>");
}

/* ---- The camera ---- */

/* Light, colour cast, falling off to the corners, haze, sensor noise. */
static void expose(unsigned char *rgb, struct mlf_rng *rng, int light)
{
    static const double gains[LIGHTS][2] = {{0.75, 1.15}, {0.55, 0.95}, {0.4, 0.8}, {0.16, 0.36}};
    double gain = between(rng, gains[light][0], gains[light][1]), cast = between(rng, -0.1, 0.1);
    double noise = between(rng, 1, light == NIGHT ? 8 : 9), haze = light == OVERCAST ? between(rng, 0, 50) : 0;
    double channel[3] = {gain * (1 + cast), gain, gain * (1 - cast)};
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        double dx = i % WIDTH / (WIDTH / 2.0) - 1, dy = i / WIDTH / (HEIGHT / 2.0) - 1,
               fall = 1 - 0.12 * (dx * dx + dy * dy);
        uint64_t bits = mlf_rng_next(rng);
        for (int c = 0; c < 3; c++, bits >>= 21, rgb++) {
            /* three uniform 7-bit numbers add up to something nearly normal, deviation 64 */
            double n = (double)((bits & 127) + (bits >> 7 & 127) + (bits >> 14 & 127)) / 64.0 - 2.98;
            *rgb = (unsigned char)clamp_byte(*rgb * channel[c] * fall + haze + noise * n);
        }
    }
}

/* What librsvg makes of it, in memory; NULL with the message in vips_error_buffer(). */
static VipsImage *draw(const struct mlf_buf *svg)
{
    VipsImage *lazy = NULL, *flat = NULL, *drawn = NULL;

    if (vips_svgload_buffer(svg->data, svg->length, &lazy, NULL) == 0 && vips_flatten(lazy, &flat, NULL) == 0)
        drawn = vips_image_copy_memory(flat);
    g_clear_object(&lazy);
    g_clear_object(&flat);
    return drawn;
}

static int render(const struct mlf_buf *svg, struct mlf_rng *rng, int light, const char *path, struct mlf_err *err)
{
    VipsImage *drawn = draw(svg), *blurred = NULL;
    struct mlf_pixels pixels = {NULL, WIDTH, HEIGHT};
    double sigma = between(rng, 0.35, chance(rng, 0.35) ? 2.2 : 1.0);
    size_t length = 0;
    int result = -1;
    if (!drawn || vips_gaussblur(drawn, &blurred, sigma, NULL) ||
        !(pixels.data = vips_image_write_to_memory(blurred, &length)) || length != (size_t)WIDTH * HEIGHT * 3) {
        mlf_fail(err, "'%s': cannot be drawn: %s", path, vips_error_buffer());
    } else {
        expose(pixels.data, rng, light);
        result = mlf_pixels_save(&pixels, path, 70 + (int)mlf_rng_below(rng, 25), err);
    }
    g_clear_object(&drawn);
    g_clear_object(&blurred);
    g_free(pixels.data);
    return result;
}

struct scene_set {
    struct photo *photos;
    size_t n, objects;
    const char *folder; /* DIR */
};

static int draw_photo(const struct scene_set *set, size_t piece, struct mlf_err *err)
{
    const struct photo *photo = &set->photos[piece];
    struct mlf_buf svg = {0};
    struct mlf_rng rng;
    char *path = mlf_strf(err, "%s/dataset/images/street-%04zu.jpg", set->folder, piece + 1);
    int result = -1;
    if (!path)
        return -1;
    mlf_rng_seed(&rng, photo->seed);
    mlf_buf_printf(&svg, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'>", WIDTH, HEIGHT);
    draw_background(&svg, &rng, photo->light);
    for (size_t i = 0; i < photo->n; i++)
        draw_object(&svg, &photo->objects[i]);
    mlf_buf_puts(&svg, "</svg>");
    if (mlf_buf_check(&svg, err) == 0)
        result = render(&svg, &rng, photo->light, path, err);
    mlf_buf_free(&svg);
    free(path);
    return result;
}

/* One after the other: text is drawn by Pango, whose fonts belong to threads and are looked for by threads of its own.
 * With several of them drawing, now and then one ends in a fault. */
static int draw_photos(const struct scene_set *set, struct mlf_err *err)
{
    int result = 0;

    for (size_t i = 0; i < set->n && result == 0; i++)
        result = draw_photo(set, i, err);
    return result;
}

/* ---- What stands where, and what it is called ---- */

static int pick_kind(struct mlf_rng *rng)
{
    int total = 0, k = 0;
    for (int i = 0; i < KINDS; i++)
        total += kinds[i].weight;
    for (int at = (int)mlf_rng_below(rng, (uint64_t)total); at >= kinds[k].weight; k++)
        at -= kinds[k].weight;
    return k;
}

/* Turned, seen from the side, and framed as a person would: not quite tightly. */
static void place(struct object *object, struct mlf_rng *rng)
{
    const struct kind *kind = &kinds[object->drawn];
    double size = 24 * exp(between(rng, 0, log(kind->on_ground ? 4.2 : 5))), turn = between(rng, -0.2, 0.2);
    double long_side = size / 100, wide = long_side * between(rng, 0.62, 1), skew = between(rng, -0.2, 0.2);
    double c = cos(turn), s = sin(turn), half = 50 * kind->aspect, cx = between(rng, 60, WIDTH - 60);
    double cy = kind->on_ground ? between(rng, 0.62, 0.9) * HEIGHT : between(rng, 0.12, 0.66) * HEIGHT;
    double m[6] = {wide * (c - skew * s), wide * (s + skew * c), -long_side * s, long_side * c, cx, cy};
    double w = fabs(m[0]) * half + fabs(m[2]) * 38, h = fabs(m[1]) * half * 0.75 + fabs(m[3]) * 50;
    double loose = between(rng, 0.95, 1.3), dx = between(rng, -0.08, 0.08) * w, dy = between(rng, -0.08, 0.08) * h;
    double x0 = fmax(cx + dx - w * loose, 0), y0 = fmax(cy + dy - h * loose, 0);
    double x1 = fmin(cx + dx + w * loose, WIDTH), y1 = fmin(cy + dy + h * loose, HEIGHT);
    double box[4] = {x0, y0, x1 - x0, y1 - y0};
    object->size = size;
    memcpy(object->matrix, m, sizeof m);
    memcpy(object->box, box, sizeof box);
    object->seed = mlf_rng_next(rng);
}

static int overlap(const double *a, const double *b)
{
    return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

static void compose(struct photo *photo, struct mlf_rng *rng)
{
    static const int lights[8] = {DAY, DAY, DAY, OVERCAST, OVERCAST, OVERCAST, DUSK, NIGHT};
    size_t wanted = 2 + mlf_rng_below(rng, 3) + mlf_rng_below(rng, 3);
    photo->light = lights[mlf_rng_below(rng, 8)];
    for (size_t tries = 0; photo->n < wanted && tries < 60; tries++) {
        struct object *object = &photo->objects[photo->n];
        size_t i = 0;
        object->drawn = object->given = pick_kind(rng);
        place(object, rng);
        while (i < photo->n && !overlap(object->box, photo->objects[i].box))
            i++;
        photo->n += i == photo->n;
    }
    photo->seed = mlf_rng_next(rng);
}

/* Gives `percent` of the objects another label; two of three times one that is
 * easily taken for it. */
static int mislabel(struct scene_set *set, double percent, struct mlf_rng *rng, struct mlf_err *err)
{
    size_t wanted = (size_t)((double)set->objects * percent / 100 + 0.5), n = 0;
    struct object **list = mlf_alloc(set->objects, sizeof *list, err);
    size_t *order = mlf_alloc(set->objects, sizeof *order, err);
    int result = list && order ? 0 : -1;
    for (size_t i = 0; result == 0 && i < set->n; i++)
        for (size_t j = 0; j < set->photos[i].n; j++)
            if (set->photos[i].objects[j].size >= SMALLEST_JUDGEABLE && set->photos[i].light != NIGHT)
                list[n++] = &set->photos[i].objects[j];
    if (result == 0)
        mlf_rng_permutation(rng, order, n);
    for (size_t i = 0; result == 0 && i < wanted && i < n; i++) {
        struct object *object = list[order[i]];
        object->given = kinds[object->drawn].similar[mlf_rng_below(rng, 2)];
        if (chance(rng, 1.0 / 3))
            object->given = (object->drawn + 1 + (int)mlf_rng_below(rng, (uint64_t)KINDS - 1)) % KINDS;
    }
    free(list);
    free(order);
    return result;
}

/* ---- Files ---- */

static int write_text(const char *folder, const char *name, const struct mlf_buf *buf, struct mlf_err *err)
{
    char *path = mlf_path_join(folder, name, err);
    int result = path && mlf_buf_check(buf, err) == 0 ? mlf_file_write(path, buf->data, buf->length, err) : -1;
    free(path);
    return result;
}

/* One annotation a line, so that a diff shows what was changed. */
static void describe(const struct scene_set *set, struct mlf_buf *coco, struct mlf_buf *truth)
{
    size_t id = 0;
    mlf_buf_puts(coco, "{\n  \"info\": {\"description\": \"drawn street scenes\"},\n  \"categories\": [");
    for (int k = 0; k < KINDS; k++)
        mlf_buf_printf(coco, "%s\n    {\"id\": %d, \"name\": \"%s\"}", k ? "," : "", k + 1, kinds[k].name);
    mlf_buf_puts(coco, "\n  ],\n  \"images\": [");
    for (size_t i = 0; i < set->n; i++)
        mlf_buf_printf(coco,
                       "%s\n    {\"id\": %zu, \"file_name\": \"street-%04zu.jpg\", \"width\": %d, \"height\": %d}",
                       i ? "," : "", i + 1, i + 1, WIDTH, HEIGHT);
    mlf_buf_puts(coco, "\n  ],\n  \"annotations\": [");
    mlf_buf_puts(truth, "id,given,label\n");
    for (size_t i = 0; i < set->n; i++) {
        for (size_t j = 0; j < set->photos[i].n; j++) {
            const struct object *o = &set->photos[i].objects[j];
            mlf_buf_printf(coco, "%s\n    {\"id\": %zu, \"image_id\": %zu, \"category_id\": %d, ", id ? "," : "",
                           id + 1, i + 1, o->given + 1);
            mlf_buf_printf(coco, "\"bbox\": [%.1f, %.1f, %.1f, %.1f], \"area\": %.1f, \"iscrowd\": 0}", o->box[0],
                           o->box[1], o->box[2], o->box[3], o->box[2] * o->box[3]);
            id++;
            mlf_buf_printf(truth, "street-%04zu.jpg#%zu,%s,%s\n", i + 1, id, kinds[o->given].name,
                           kinds[o->drawn].name);
        }
    }
    mlf_buf_puts(coco, "\n  ]\n}\n");
}

static struct options {
    long photos, seed;
    double wrong;
} options = {300, 1, 3};

static const struct mlf_option table[] = {
    {"photos", 'n', MLF_INTEGER, &options.photos, "N", "how many scenes to draw (default 300)", 1, 100000, NULL},
    {"seed", 's', MLF_INTEGER, &options.seed, "N", "another set of scenes for each seed (default 1)", 0, 1e9, NULL},
    {"wrong", 'w', MLF_NUMBER, &options.wrong, "PERCENT", "share of wrong labels (default 3)", 0, 50, NULL},
    {NULL, 0, MLF_FLAG, NULL, NULL, NULL, 0, 0, NULL},
};

static const struct mlf_command command = {
    .name = "make-demo-data",
    .operands = "DIR",
    .summary = "draw a dataset of street scenes in which some labels are wrong",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

static int run(const char *folder, struct mlf_err *err)
{
    struct scene_set set = {NULL, (size_t)options.photos, 0, folder};
    struct mlf_buf coco = {0}, truth = {0};
    struct mlf_rng rng;
    int result = -1;
    char *images = mlf_path_join(folder, "dataset/images", err);
    set.photos = mlf_alloc(set.n, sizeof *set.photos, err);
    if (!images || !set.photos || mlf_path_make_folders(images, err) || mlf_vips_start(err) || mlf_vips_need(err))
        goto done;
    /* the tools refuse SVG, which strangers may send; these are our own */
    vips_operation_block_set("VipsForeignLoadSvg", FALSE);
    mlf_rng_seed(&rng, (uint64_t)options.seed);
    for (size_t i = 0; i < set.n; i++) {
        compose(&set.photos[i], &rng);
        set.objects += set.photos[i].n;
    }
    if (mislabel(&set, options.wrong, &rng, err) || draw_photos(&set, err))
        goto done;
    describe(&set, &coco, &truth);
    if (write_text(folder, "truth.csv", &truth, err) == 0)
        result = write_text(folder, "dataset/annotations.json", &coco, err);
done:
    mlf_buf_free(&coco);
    mlf_buf_free(&truth);
    free(images);
    free(set.photos);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(mlf_operands[0], &err), &err);
}
