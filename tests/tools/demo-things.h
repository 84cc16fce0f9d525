/* The things that may stand in a scene of make-demo-data, drawn as SVG: signs,
 * lights, cars and so on, no two of a kind quite alike. Part of that program,
 * apart from it for the reader's sake. */
#ifndef MLFIX_DEMO_THINGS_H
#define MLFIX_DEMO_THINGS_H

#include <math.h>
#include <stdio.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/rng.h"

struct colour {
    char text[8];
};

typedef void draw_function(struct mlf_buf *svg, struct mlf_rng *rng, int variant);
static draw_function draw_limit, draw_board, draw_no_overtaking, draw_crossing, draw_traffic_light, draw_ball,
    draw_tree, draw_car, draw_parcel;

enum { STOP, YIELD, NO_ENTRY, PRIORITY };

static const struct kind {
    const char *name;
    draw_function *draw;
    int variant;
    int weight;
    double aspect; /* width : height */
    int on_ground;
    int similar[2]; /* what a tired person takes it for */
} kinds[] = {
    {"speed-limit-30", draw_limit, 30, 10, 1, 0, {3, 1}},
    {"speed-limit-50", draw_limit, 50, 14, 1, 0, {2, 0}},
    {"speed-limit-60", draw_limit, 60, 8, 1, 0, {3, 1}},
    {"speed-limit-80", draw_limit, 80, 8, 1, 0, {2, 0}},
    {"stop", draw_board, STOP, 7, 1, 0, {6, 5}},
    {"yield", draw_board, YIELD, 9, 1.1, 0, {7, 4}},
    {"no-entry", draw_board, NO_ENTRY, 6, 1, 0, {4, 8}},
    {"priority-road", draw_board, PRIORITY, 7, 1, 0, {5, 9}},
    {"no-overtaking", draw_no_overtaking, 0, 6, 1, 0, {3, 6}},
    {"crossing", draw_crossing, 0, 6, 1, 0, {7, 15}},
    {"traffic-light-red", draw_traffic_light, 0, 7, 0.42, 0, {11, 11}},
    {"traffic-light-green", draw_traffic_light, 2, 7, 0.42, 0, {10, 10}},
    {"ball", draw_ball, 0, 5, 1, 1, {15, 6}},
    {"tree", draw_tree, 0, 6, 0.9, 1, {11, 15}},
    {"car", draw_car, 0, 9, 1.9, 1, {15, 15}},
    {"parcel", draw_parcel, 0, 4, 1.1, 1, {14, 12}},
};
#define KINDS ((int)(sizeof kinds / sizeof *kinds))

/* C leaves open in which order a call's arguments are evaluated: at most one of
 * them may draw a random number, or the pictures would depend on the compiler. */
static double between(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_uniform(rng);
}

static int chance(struct mlf_rng *rng, double p)
{
    return mlf_rng_uniform(rng) < p;
}

static int clamp_byte(double value)
{
    return value < 0 ? 0 : value > 255 ? 255 : (int)(value + 0.5);
}

/* The colour with all channels moved by up to `spread`, and each by half as much. */
static struct colour tint(struct mlf_rng *rng, unsigned rgb, double spread)
{
    struct colour colour;
    double shift = between(rng, -spread, spread);
    unsigned mixed = 0;
    for (int bits = 16; bits >= 0; bits -= 8)
        mixed = mixed << 8 | (unsigned)clamp_byte((rgb >> bits & 255) + shift + between(rng, -spread, spread) / 2);
    snprintf(colour.text, sizeof colour.text, "#%06x", mixed & 0xffffff);
    return colour;
}

static struct colour any_colour(struct mlf_rng *rng)
{
    return tint(rng, (unsigned)mlf_rng_below(rng, 1 << 24), 10);
}

/* ---- The things, each within +-50 (its width: times the aspect) ---- */

static void draw_text(struct mlf_buf *svg, const char *text, double size, double y, double stretch, struct colour fill)
{
    mlf_buf_printf(svg,
                   "<text transform='scale(%.3f 1)' y='%.2f' font-family='DejaVu Sans' font-weight='bold' "
                   "font-size='%.2f' text-anchor='middle' fill='%s'>%s</text>",
                   stretch, y, size, fill.text, text);
}

static void draw_polygon(struct mlf_buf *svg, const char *points, double scale, double y, struct colour fill)
{
    mlf_buf_printf(svg, "<polygon transform='translate(0 %.2f) scale(%.3f)' points='%s' fill='%s'/>", y, scale, points,
                   fill.text);
}

static void draw_circle(struct mlf_buf *svg, double x, double y, double r, struct colour fill, double opacity)
{
    mlf_buf_printf(svg, "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s' opacity='%.2f'/>", x, y, r, fill.text, opacity);
}

static void draw_ring(struct mlf_buf *svg, struct mlf_rng *rng)
{
    draw_circle(svg, 0, 0, 50, tint(rng, 0xd8d8d4, 20), 1);
    struct colour red = tint(rng, 0xc01a22, 60);
    draw_circle(svg, 0, 0, between(rng, 47, 49), red, 1);
    struct colour white = tint(rng, 0xeeeee6, 25);
    draw_circle(svg, 0, 0, between(rng, 35, 39), white, 1);
}

static void draw_limit(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    char text[12];
    double size = between(rng, 40, 48);
    draw_ring(svg, rng);
    snprintf(text, sizeof text, "%d", variant);
    struct colour black = tint(rng, 0x181818, 20);
    double stretch = between(rng, 0.72, 0.95), y = size * 0.36 + between(rng, -1, 1);
    draw_text(svg, text, size, y, stretch, black);
}

static void draw_board(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    static const char octagon[] = "-21,-50 21,-50 50,-21 50,21 21,50 -21,50 -50,21 -50,-21";
    static const char triangle[] = "-55,-50 55,-50 0,50", diamond[] = "0,-50 50,0 0,50 -50,0";
    struct colour white = tint(rng, 0xececea, 20), red = tint(rng, 0xbc1a22, 35);
    if (variant == STOP) {
        draw_polygon(svg, octagon, 1, 0, white);
        draw_polygon(svg, octagon, 0.93, 0, red);
        double stretch = between(rng, 0.75, 0.88);
        draw_text(svg, "STOP", between(rng, 30, 34), 11.5, stretch, white);
    } else if (variant == YIELD) {
        draw_polygon(svg, triangle, 1, 0, red);
        draw_polygon(svg, triangle, between(rng, 0.52, 0.62), -7, white);
    } else if (variant == NO_ENTRY) {
        draw_circle(svg, 0, 0, 50, white, 1);
        draw_circle(svg, 0, 0, 47, red, 1);
        mlf_buf_printf(svg, "<rect x='-36' y='-9' width='72' height='%.1f' fill='%s'/>", between(rng, 16, 21),
                       white.text);
    } else {
        draw_polygon(svg, diamond, 1, 0, tint(rng, 0x303030, 20));
        draw_polygon(svg, diamond, 0.97, 0, white);
        struct colour yellow = tint(rng, 0xf0b818, 35);
        draw_polygon(svg, diamond, between(rng, 0.64, 0.72), 0, yellow);
    }
}

static void draw_no_overtaking(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    static const char car[] = "M-11,9 v-9 h3 l2,-8 h12 l2,8 h3 v9 h-4 v4 h-4 v-4 h-6 v4 h-4 v-4 z";
    (void)variant;
    draw_ring(svg, rng);
    mlf_buf_printf(svg, "<path transform='translate(-15 2)' d='%s' fill='%s'/>", car, tint(rng, 0xc01a22, 30).text);
    mlf_buf_printf(svg, "<path transform='translate(15 2)' d='%s' fill='%s'/>", car, tint(rng, 0x202020, 20).text);
}

static void draw_crossing(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    (void)variant;
    draw_polygon(svg, "-50,-50 50,-50 50,50 -50,50", 1, 0, tint(rng, 0x1850a8, 35));
    draw_polygon(svg, "0,-42 42,38 -42,38", 1, 0, tint(rng, 0xf0f0ee, 15));
    mlf_buf_puts(svg, "<circle cx='2' cy='-14' r='6' fill='#181818'/><path d='M2,-8 L0,12 L-11,30 M0,12 L12,30 M-12,2 "
                      "L1,-4 L12,4' stroke='#181818' stroke-width='6' fill='none'/>");
}

static void draw_traffic_light(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    static const unsigned lit[3] = {0xff3020, 0xffc020, 0x30f070}, dark[3] = {0x401010, 0x403010, 0x103818};
    mlf_buf_printf(svg, "<rect x='-21' y='-50' width='42' height='100' rx='7' fill='%s'/>",
                   tint(rng, 0x1c201c, 18).text);
    for (int i = 0; i < 3; i++) {
        struct colour lamp = tint(rng, i == variant ? lit[i] : dark[i], 20);
        draw_circle(svg, 0, 31 * (i - 1), 19, lamp, i == variant ? 0.35 : 0);
        draw_circle(svg, 0, 31 * (i - 1), 13, lamp, 1);
    }
}

static void draw_ball(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    int panels = chance(rng, 0.5) ? 3 : 5;
    (void)variant;
    draw_circle(svg, 0, 0, 50, any_colour(rng), 1);
    for (int i = 0; i < panels; i++) {
        if (panels == 3)
            mlf_buf_printf(svg, "<path transform='rotate(%d)' d='M0,0 L0,-50 A50,50 0 0 1 43,-25 z' fill='%s'/>",
                           120 * i, any_colour(rng).text);
        else
            draw_circle(svg, 33 * sin(1.2566 * i), -33 * cos(1.2566 * i), 12, tint(rng, 0x202020, 30), 1);
    }
    draw_circle(svg, -14, -18, 16, tint(rng, 0xffffff, 5), 0.28);
}

static void draw_tree(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    int conifer = chance(rng, 0.4);
    (void)variant;
    mlf_buf_printf(svg, "<rect x='-6' y='5' width='12' height='45' fill='%s'/>", tint(rng, 0x5a4028, 30).text);
    for (int i = 2; conifer && i >= 0; i--)
        draw_polygon(svg, "0,-28 28,10 -28,10", 0.9 + 0.3 * i, 24 * i - 25, tint(rng, 0x1e5a30, 30));
    for (int i = 0; !conifer && i < 11; i++) {
        struct colour green = tint(rng, 0x3c7a30, 40);
        double r = between(rng, 12, 18), y = between(rng, -33, 6), x = between(rng, -28, 28);
        draw_circle(svg, x, y, r, green, 1);
    }
}

static void draw_car(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    double roof = between(rng, -50, -38), nose = between(rng, 52, 66);
    (void)variant;
    mlf_buf_printf(svg, "<path d='M-95,30 V0 L-62,-8 L-40,%.1f H28 L%.1f,-6 L95,4 V30 z' fill='%s'/>", roof, nose,
                   any_colour(rng).text);
    mlf_buf_printf(svg, "<path d='M-54,-8 L-36,%.1f H-6 V-8 z M0,-8 V%.1f H24 L%.1f,-8 z' fill='%s'/>", roof + 7,
                   roof + 7, nose - 10, tint(rng, 0x304050, 30).text);
    for (int side = -1; side <= 1; side += 2) {
        draw_circle(svg, 55 * side, 30, 20, tint(rng, 0x181818, 8), 1);
        draw_circle(svg, 55 * side, 30, 10, tint(rng, 0xa0a0a0, 40), 1);
    }
}

static void draw_parcel(struct mlf_buf *svg, struct mlf_rng *rng, int variant)
{
    double depth = between(rng, 10, 24);
    (void)variant;
    mlf_buf_printf(svg, "<polygon points='-55,%.1f %.1f,-50 55,-50 %.1f,%.1f' fill='%s'/>", depth - 50, depth - 55,
                   55 - depth, depth - 50, tint(rng, 0xc89a60, 25).text);
    mlf_buf_printf(svg, "<polygon points='%.1f,%.1f 55,-50 55,%.1f %.1f,50' fill='%s'/>", 55 - depth, depth - 50,
                   50 - depth, 55 - depth, tint(rng, 0x80582c, 25).text);
    mlf_buf_printf(svg, "<rect x='-55' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", depth - 50, 110 - depth,
                   100 - depth, tint(rng, 0xac7c44, 25).text);
    mlf_buf_printf(svg, "<rect x='-10' y='%.1f' width='14' height='%.1f' fill='%s'/>", depth - 50, 100 - depth,
                   tint(rng, 0xd8c8a0, 25).text);
}

#endif
