/* See mlfix/cutter.h. */
#include "mlfix/cutter.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/err.h"

/* Photos in files smaller than this are decoded faster than measured first. */
#define SMALL_FILE 100000

/* How far the decoding may be reduced so that every cut still has twice the
 * pixels that are kept of it. */
static int choose_shrink(const char *path, const struct mlf_cut_style *style, const struct mlf_cut *cuts, size_t n,
                         struct mlf_err *why)
{
    double least = INFINITY;
    int whole = 0;
    struct stat info;

    if (style->size < 1)
        return 1;
    for (size_t i = 0; i < n; i++) {
        double longer = fmax(cuts[i].bbox[2], cuts[i].bbox[3]);
        double shorter = fmin(cuts[i].bbox[2], cuts[i].bbox[3]);

        if (cuts[i].has_bbox)
            least = fmin(least, style->fit == MLF_CONTAIN ? longer : shorter);
        else
            whole = 1;
    }
    if (whole && !stat(path, &info) && info.st_size > SMALL_FILE) {
        struct mlf_photo photo;

        if (mlf_photo_size(&photo, path, why))
            return -1;
        least =
            fmin(least, style->fit == MLF_CONTAIN ? fmax(photo.width, photo.height) : fmin(photo.width, photo.height));
    } else if (whole) {
        return 1;
    }
    return mlf_shrink_for(least, 2.0 * style->size);
}

/* Brings the box into the displayed frame and sees whether it fits. */
static void place(const struct mlf_photo *photo, struct mlf_cut *cut)
{
    int said = cut->frame_width > 0 && cut->frame_height > 0;
    int as_shown = cut->frame_width == photo->width && cut->frame_height == photo->height;
    int as_stored = cut->frame_width == photo->stored_width && cut->frame_height == photo->stored_height;

    cut->other_size = said && !as_shown && !as_stored;
    if (!cut->has_bbox)
        return;
    if (said && as_stored && !as_shown)
        mlf_photo_orient(photo, cut->bbox);
    cut->outside = cut->bbox[0] < -0.5 || cut->bbox[1] < -0.5 || cut->bbox[0] + cut->bbox[2] > photo->width + 0.5 ||
                   cut->bbox[1] + cut->bbox[3] > photo->height + 0.5;
}

/* The middle of the picture with the aspect of a square, in place. */
static int cut_square(struct mlf_pixels *pixels, struct mlf_err *err)
{
    int side = pixels->width < pixels->height ? pixels->width : pixels->height;
    int left = (pixels->width - side) / 2;
    int top = (pixels->height - side) / 2;
    struct mlf_pixels square;

    if (pixels->width == pixels->height)
        return 0;
    if (mlf_pixels_new(&square, side, side, err))
        return -1;
    for (int y = 0; y < side; y++)
        memcpy(square.data + (size_t)y * (size_t)side * 3,
               pixels->data + ((size_t)(top + y) * (size_t)pixels->width + (size_t)left) * 3, (size_t)side * 3);
    mlf_pixels_free(pixels);
    *pixels = square;
    return 0;
}

static int fit(struct mlf_pixels *pixels, const struct mlf_cut_style *style, struct mlf_err *err)
{
    struct mlf_pixels fitted;

    if (style->fit == MLF_CONTAIN)
        return mlf_pixels_limit(pixels, style->size, err);
    if (style->fit == MLF_COVER && cut_square(pixels, err))
        return -1;
    if (pixels->width == style->size && pixels->height == style->size)
        return 0;
    if (mlf_pixels_resize(pixels, style->size, style->size, MLF_LANCZOS, &fitted, err))
        return -1;
    mlf_pixels_free(pixels);
    *pixels = fitted;
    return 0;
}

/* Whether the whole photo as it lies on disk is what would be written. */
static int needs_no_change(const struct mlf_photo *photo, const struct mlf_cut_style *style)
{
    if (style->fit != MLF_CONTAIN)
        return photo->width == style->size && photo->height == style->size;
    return style->size == 0 || (photo->width <= style->size && photo->height <= style->size);
}

static int cut_one(const struct mlf_photo *photo, const struct mlf_cut_style *style, struct mlf_cut *cut,
                   struct mlf_err *err)
{
    double whole[] = {0, 0, photo->width, photo->height};
    double *bbox = cut->has_bbox ? cut->bbox : whole;
    double pad = cut->has_bbox ? style->pad / 100 * fmax(bbox[2], bbox[3]) : 0;
    double wide[] = {bbox[0] - pad, bbox[1] - pad, bbox[2] + 2 * pad, bbox[3] + 2 * pad};
    struct mlf_pixels pixels = {0};
    struct mlf_err nothing = {""};
    int status = -1;

    if (!cut->has_bbox && needs_no_change(photo, style))
        return 0;
    if (bbox[0] >= photo->width || bbox[1] >= photo->height || bbox[0] + bbox[2] <= 0 || bbox[1] + bbox[3] <= 0 ||
        mlf_photo_cut(photo, wide, &pixels, &nothing)) {
        cut->empty = 1;
        return 0;
    }
    if (!fit(&pixels, style, err) && !mlf_pixels_save(&pixels, cut->target, style->quality, err)) {
        cut->written = 1;
        status = 0;
    }
    mlf_pixels_free(&pixels);
    return status;
}

int mlf_cut_photo(const char *path, const struct mlf_cut_style *style, struct mlf_cut *cuts, size_t n,
                  struct mlf_err *why, struct mlf_err *err)
{
    struct mlf_photo photo;
    int shrink = choose_shrink(path, style, cuts, n, why);
    int status = 0;

    if (shrink < 0 || mlf_photo_read(&photo, path, shrink, why))
        return 1;
    for (size_t i = 0; i < n && !status; i++) {
        place(&photo, &cuts[i]);
        status = cut_one(&photo, style, &cuts[i], err);
    }
    mlf_photo_free(&photo);
    return status;
}
