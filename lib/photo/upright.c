#include "upright.h"

#include <math.h>
#include <string.h>

#include "crop.h"
#include "mlfix/base/limits.h"
#include "mlfix/record/obb.h"
#include "orientation.h"
#include "photo-file.h"

#define GREY 128

/* The box on the reduced photo. A point (u, v) of the box, seen from its centre along its
 * sides, stands in the photo at x = cx + u c - v s, y = cy + u s + v c, where c and s are
 * the cosine and sine of its angle. */
struct frame {
    double cx, cy, w, h, c, s;
};

static struct frame frame_of(const struct mlf_obb *obb, int shrink)
{
    struct frame frame = {obb->cx / shrink, obb->cy / shrink, obb->w / shrink, obb->h / shrink, 1, 0};

    mlf_obb_direction(obb->degrees, &frame.c, &frame.s);
    return frame;
}

void mlf_upright_envelope(const struct mlf_obb *obb, int shrink, double bbox[4])
{
    double margin = mlf_obb_quarters(obb) < 0 ? MLF_UPRIGHT_MARGIN * shrink : 0;

    mlf_obb_envelope(obb, bbox);
    bbox[0] -= margin;
    bbox[1] -= margin;
    bbox[2] += 2 * margin;
    bbox[3] += 2 * margin;
}

/* ---- The part of the box that lies in the photo ---- */

/* A convex polygon. A quadrangle that is cut four times has at most eight corners. */
struct polygon {
    double at[8][2];
    int n;
};

/* Keeps the part of the polygon where sign * coordinate <= limit (I. Sutherland, G. Hodgman, "Reentrant polygon
 * clipping", 1974). */
static void clip(struct polygon *polygon, int axis, double sign, double limit)
{
    struct polygon kept = {.n = 0};

    for (int i = 0; i < polygon->n; i++) {
        const double *a = polygon->at[i];
        const double *b = polygon->at[(i + 1) % polygon->n];
        double from = limit - sign * a[axis];
        double to = limit - sign * b[axis];

        if (from >= 0 && kept.n < 8)
            memcpy(kept.at[kept.n++], a, sizeof kept.at[0]);
        if ((from < 0) != (to < 0) && kept.n < 8) {
            double part = from / (from - to);

            for (int k = 0; k < 2; k++)
                kept.at[kept.n][k] = a[k] + part * (b[k] - a[k]);
            kept.n++;
        }
    }
    *polygon = kept;
}

/* The ranges of u and v that lie in the photo. Returns 1, or 0 where nothing does. */
static int find_shown(const struct frame *frame, int width, int height, double low[2], double high[2])
{
    double corners[4][2] = {{0, 0}, {width, 0}, {width, height}, {0, height}};
    double half[] = {frame->w / 2, frame->h / 2};
    struct polygon polygon = {.n = 4};

    for (int i = 0; i < 4; i++) {
        double x = corners[i][0] - frame->cx;
        double y = corners[i][1] - frame->cy;

        polygon.at[i][0] = x * frame->c + y * frame->s;
        polygon.at[i][1] = y * frame->c - x * frame->s;
    }
    for (int axis = 0; axis < 2; axis++) {
        clip(&polygon, axis, 1, half[axis]);
        clip(&polygon, axis, -1, half[axis]);
        low[axis] = INFINITY;
        high[axis] = -INFINITY;
    }
    for (int i = 0; i < polygon.n; i++) {
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], polygon.at[i][k]);
            high[k] = fmax(high[k], polygon.at[i][k]);
        }
    }
    return low[0] < high[0] && low[1] < high[1];
}

/* One side of the box becomes `count` pixels. Sets the first of those that lie in the photo
 * and returns how many do. */
static int side(double length, int count, double low, double high, int *first)
{
    double scale = count / length;
    int from = (int)floor((low + length / 2) * scale + 0.5);
    int to = (int)floor((high + length / 2) * scale + 0.5);

    if (to <= from) { /* less than a pixel: the one it lies in */
        from = (int)floor((low + length / 2) * scale);
        to = from + 1;
    }
    from = from < 0 ? 0 : from;
    to = to > count ? count : to;
    *first = from;
    return to - from;
}

/* How many pixels the sides w and h of the box become: as many as the photo has there, but
 * in all no more than a photo may have. */
static void choose_size(const struct frame *frame, const double low[2], const double high[2], int size[2])
{
    double area = (high[0] - low[0]) * (high[1] - low[1]);
    double scale = area > MLF_LIMIT_PHOTO_PIXELS ? sqrt(MLF_LIMIT_PHOTO_PIXELS / area) : 1;

    size[0] = (int)fmax(round(fmin(frame->w * scale, 1e8)), 1);
    size[1] = (int)fmax(round(fmin(frame->h * scale, 1e8)), 1);
}

/* ---- Sampling ---- */

/* Weights of the pixels at -1, 0, 1 and 2 for a point at t, 0 <= t < 1. */
static void cubic(double t, float weights[4])
{
    weights[0] = (float)(((-0.5 * t + 1) * t - 0.5) * t);
    weights[1] = (float)((1.5 * t - 2.5) * t * t + 1);
    weights[2] = (float)(((-1.5 * t + 2) * t + 0.5) * t);
    weights[3] = (float)((0.5 * t - 0.5) * t * t);
}

static int limited(int value, int count)
{
    return value < 0 ? 0 : value >= count ? count - 1 : value;
}

static unsigned char to_byte(float value)
{
    return value <= 0 ? 0 : value >= 255 ? 255 : (unsigned char)(value + 0.5F);
}

/* The colour at (x, y) of the reduced photo. */
static void sample(const struct mlf_photo_piece *piece, double x, double y, unsigned char rgb[3])
{
    const struct mlf_pixels *in = &piece->pixels;
    int column = (int)floor(x - 0.5);
    int row = (int)floor(y - 0.5);
    float across[4];
    float down[4];
    float sum[3] = {0};

    if (x < 0 || y < 0 || x > piece->width || y > piece->height) {
        memset(rgb, GREY, 3);
        return;
    }
    cubic(x - 0.5 - column, across);
    cubic(y - 0.5 - row, down);
    for (int j = 0; j < 4; j++) {
        const unsigned char *line =
            in->data + (size_t)limited(row - 1 + j - piece->top, in->height) * (size_t)in->width * 3;

        for (int i = 0; i < 4; i++) {
            const unsigned char *from = line + (size_t)limited(column - 1 + i - piece->left, in->width) * 3;
            float weight = across[i] * down[j];

            for (int k = 0; k < 3; k++)
                sum[k] += weight * from[k];
        }
    }
    for (int k = 0; k < 3; k++)
        rgb[k] = to_byte(sum[k]);
}

static int turn_freely(const struct mlf_photo_piece *piece, const struct frame *frame, struct mlf_pixels *out,
                       struct mlf_err *err)
{
    double low[2];
    double high[2];
    int size[2];
    int left;
    int top;
    int width;
    int height;

    if (!find_shown(frame, piece->width, piece->height, low, high))
        return 0;
    choose_size(frame, low, high, size);
    width = side(frame->w, size[0], low[0], high[0], &left);
    height = side(frame->h, size[1], low[1], high[1], &top);
    if (width < 1 || height < 1)
        return 0;
    if (mlf_pixels_new(out, width, height, err))
        return -1;
    for (int j = 0; j < height; j++) {
        double v = (top + j + 0.5) * frame->h / size[1] - frame->h / 2;

        for (int i = 0; i < width; i++) {
            double u = (left + i + 0.5) * frame->w / size[0] - frame->w / 2;

            sample(piece, frame->cx + u * frame->c - v * frame->s, frame->cy + u * frame->s + v * frame->c,
                   out->data + ((size_t)j * (size_t)width + (size_t)i) * 3);
        }
    }
    return 0;
}

/* A turn by a multiple of 90 degrees: the pixels inside the envelope, turned back. */
static int turn_by_quarters(const struct mlf_photo_piece *piece, const struct mlf_obb *obb, int quarters,
                            struct mlf_pixels *out, struct mlf_err *err)
{
    static const int orientations[] = {1, 8, 3, 6}; /* the EXIF orientations that turn so */
    struct mlf_pixels cut;
    struct mlf_crop_area held;
    double bbox[4];
    int result;

    mlf_obb_envelope(obb, bbox);
    if (!mlf_crop_rectangle(bbox, piece->shrink, piece->width, piece->height, &held))
        return 0;
    if (mlf_pixels_new(&cut, held.width, held.height, err))
        return -1;
    for (int y = 0; y < held.height; y++)
        memcpy(cut.data + (size_t)y * (size_t)held.width * 3,
               piece->pixels.data +
                   ((size_t)(held.y - piece->top + y) * (size_t)piece->pixels.width + (size_t)(held.x - piece->left)) *
                       3,
               (size_t)held.width * 3);
    result = mlf_orientation_turn(&cut, orientations[quarters], out, err);
    mlf_pixels_free(&cut);
    return result;
}

int mlf_upright_piece(const struct mlf_photo_piece *piece, const struct mlf_obb *obb, struct mlf_pixels *out,
                      struct mlf_err *err)
{
    struct frame frame = frame_of(obb, piece->shrink);
    int quarters = mlf_obb_quarters(obb);

    *out = (struct mlf_pixels){0};
    return quarters < 0 ? turn_freely(piece, &frame, out, err) : turn_by_quarters(piece, obb, quarters, out, err);
}

int mlf_upright_part(struct mlf_photo_file *file, size_t i, const struct mlf_obb *obb, struct mlf_pixels *out,
                     struct mlf_err *err)
{
    struct mlf_photo_piece piece;
    int result;

    *out = (struct mlf_pixels){0};
    if (mlf_photo_file_piece(file, i, &piece, err))
        return -1;
    result = piece.pixels.data ? mlf_upright_piece(&piece, obb, out, err) : 0;
    mlf_pixels_free(&piece.pixels);
    return result;
}
