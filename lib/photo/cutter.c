#include "mlfix/photo/cutter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "crop.h"
#include "cut-mask.h"
#include "mlfix/base/archive.h"
#include "mlfix/base/array.h"
#include "mlfix/photo/resize.h"
#include "mlfix/photo/save.h"
#include "orientation.h"
#include "photo-file.h"
#include "upright.h"

/* The largest reduction in decoding at which every cut still has twice as many pixels
 * across as are kept of it. */
static int choose_shrink(const struct mlf_photo *photo, const struct mlf_cut_style *style, const struct mlf_cut *cuts,
                         size_t n)
{
    double least = INFINITY;

    if (style->size < 1)
        return 1;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_obb *obb = &cuts[i].obb;
        double width = obb->w > 0 ? obb->w : cuts[i].has_bbox ? cuts[i].bbox[2] : photo->width;
        double height = obb->w > 0 ? obb->h : cuts[i].has_bbox ? cuts[i].bbox[3] : photo->height;

        if (cuts[i].target && !cuts[i].empty && !cuts[i].written)
            least = fmin(least, style->fit == MLF_CUT_CONTAIN ? fmax(width, height) : fmin(width, height));
    }
    return mlf_crop_shrink(least, 2.0 * style->size);
}

/* Turns fractions into pixels, rounded to hundredths. A side that is not 0 does not become
 * 0 by rounding, and no number becomes -0. */
static void make_pixels(const struct mlf_photo *photo, struct mlf_cut *cut)
{
    for (int k = 0; k < 4 && cut->has_bbox && cut->normalised; k++) {
        double pixels = round(cut->bbox[k] * (k % 2 ? photo->height : photo->width) * 100) / 100;

        if (k < 2 || pixels != 0)
            cut->bbox[k] = pixels + 0.0;
    }
    cut->normalised = 0;
}

static double hundredths(double number)
{
    return round(number * 100) / 100 + 0.0;
}

/* Sets the rotated box in the displayed frame, rounded where it was given in fractions. */
static void place_rotated(const struct mlf_photo *photo, struct mlf_cut *cut, int normalised, int stored)
{
    double corners[8];
    double towards = cut->turned;
    struct mlf_obb *obb = &cut->obb;

    cut->obb = (struct mlf_obb){0};
    if (!cut->corners)
        return;
    for (int i = 0; i < 8; i++)
        corners[i] = cut->corners[i] * (!normalised ? 1 : i % 2 ? photo->height : photo->width);
    if (stored)
        mlf_orientation_corners(photo, corners, &towards);
    if (mlf_obb_fit(obb, corners, towards) && normalised)
        *obb = (struct mlf_obb){.cx = hundredths(obb->cx),
                                .cy = hundredths(obb->cy),
                                .w = hundredths(obb->w),
                                .h = hundredths(obb->h),
                                .degrees = hundredths(obb->degrees)};
}

/* Brings the box into the displayed frame, and notes whether it and the photo's size fit
 * what the annotation says. */
static void place(const struct mlf_photo *photo, struct mlf_cut *cut)
{
    int size_given = cut->frame_width > 0 && cut->frame_height > 0;
    int as_shown = cut->frame_width == photo->width && cut->frame_height == photo->height;
    int as_stored = cut->frame_width == photo->stored_width && cut->frame_height == photo->stored_height;
    int normalised = cut->normalised;

    cut->photo_width = photo->width;
    cut->photo_height = photo->height;
    cut->other_size = size_given && !as_shown && !as_stored;
    if (size_given && as_shown != as_stored)
        cut->frame = as_stored ? "stored" : "displayed";
    cut->mask_in_fractions = normalised;
    make_pixels(photo, cut);
    if (!cut->has_bbox)
        return;
    if (size_given && as_stored && !as_shown)
        mlf_orientation_box(photo, cut->bbox);
    place_rotated(photo, cut, normalised, size_given && as_stored && !as_shown);
    cut->outside = cut->bbox[0] < -0.5 || cut->bbox[1] < -0.5 || cut->bbox[0] + cut->bbox[2] > photo->width + 0.5 ||
                   cut->bbox[1] + cut->bbox[3] > photo->height + 0.5;
}

/* Reduces the picture to the largest square in its middle, in place. */
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

/* Brings the picture to the size that the style asks for, in place. */
static int fit(struct mlf_pixels *pixels, const struct mlf_cut_style *style, struct mlf_err *err)
{
    struct mlf_pixels fitted;

    if (style->fit == MLF_CUT_CONTAIN)
        return mlf_pixels_limit(pixels, style->size, err);
    if (style->fit == MLF_CUT_COVER && cut_square(pixels, err))
        return -1;
    if (pixels->width == style->size && pixels->height == style->size)
        return 0;
    if (mlf_pixels_resize(pixels, style->size, style->size, MLF_LANCZOS, &fitted, err))
        return -1;
    mlf_pixels_free(pixels);
    *pixels = fitted;
    return 0;
}

/* Whether a crop of the whole photo would be the photo as it is. */
static int needs_no_change(const struct mlf_photo *photo, const struct mlf_cut_style *style)
{
    if (style->fit != MLF_CUT_CONTAIN)
        return photo->width == style->size && photo->height == style->size;
    return style->size == 0 || (photo->width <= style->size && photo->height <= style->size);
}

/* The rotated box with its padding. */
static struct mlf_obb padded(const struct mlf_cut_style *style, const struct mlf_obb *obb)
{
    double pad = style->pad / 100 * fmax(obb->w, obb->h);

    return (struct mlf_obb){
        .cx = obb->cx, .cy = obb->cy, .w = obb->w + 2 * pad, .h = obb->h + 2 * pad, .degrees = obb->degrees};
}

/* Sets `wide` to what has to be decoded: the box with its padding, or the whole photo;
 * nothing where there is no target. Cuts whose box lies beside the photo become `empty`. */
static void widen(const struct mlf_photo *photo, const struct mlf_cut_style *style, struct mlf_cut *cut, double wide[4])
{
    double whole[] = {0, 0, photo->width, photo->height};
    const double *bbox = cut->has_bbox ? cut->bbox : whole;
    double pad = cut->has_bbox ? style->pad / 100 * fmax(bbox[2], bbox[3]) : 0;

    if (!cut->target)
        return;
    wide[0] = bbox[0] - pad;
    wide[1] = bbox[1] - pad;
    wide[2] = bbox[2] + 2 * pad;
    wide[3] = bbox[3] + 2 * pad;
    cut->empty = !(bbox[0] < photo->width && bbox[1] < photo->height && bbox[0] + bbox[2] > 0 && bbox[1] + bbox[3] > 0);
}

/* Whether the crop exists and is newer than the photo. */
static int is_newer(const char *crop, const char *photo)
{
    struct stat made;
    struct stat from;

    if (lstat(crop, &made) || !S_ISREG(made.st_mode) || mlf_archive_stat(photo, &from))
        return 0;
    return made.st_mtim.tv_sec != from.st_mtim.tv_sec ? made.st_mtim.tv_sec > from.st_mtim.tv_sec
                                                      : made.st_mtim.tv_nsec > from.st_mtim.tv_nsec;
}

/* The pixels of the cut: part number `part` of the photo, and for a box across the seam of
 * a panorama also part number `behind`. */
static int take_pixels(struct mlf_photo_file *file, const struct mlf_cut_style *style, const struct mlf_cut *cut,
                       size_t part, size_t behind, struct mlf_pixels *pixels, struct mlf_err *err)
{
    struct mlf_pixels rest = {0};
    int result;

    if (cut->obb.w > 0) {
        struct mlf_obb obb = padded(style, &cut->obb);

        return mlf_upright_part(file, part, &obb, pixels, err);
    }
    if (style->mask && cut->mask && !cut->seam) {
        struct mlf_photo_piece piece = {.left = 0};

        result = mlf_photo_file_piece(file, part, &piece, err);
        *pixels = piece.pixels;
        if (!result && pixels->data) {
            const struct mlf_masked masked = {.pixels = pixels,
                                              .left = piece.left,
                                              .top = piece.top,
                                              .width = piece.width,
                                              .height = piece.height,
                                              .photo = &file->photo,
                                              .mask = cut->mask,
                                              .fractions = cut->mask_in_fractions,
                                              .stored = cut->frame && !strcmp(cut->frame, "stored"),
                                              .grey = style->mask == MLF_CUT_ALONE,
                                              .outline = style->mask == MLF_CUT_OUTLINE,
                                              .size = style->size};

            result = mlf_cut_mask_show(&masked, err);
        }
        return result;
    }
    result = mlf_photo_file_part(file, part, pixels, err);
    if (!result && cut->seam && pixels->data)
        result = mlf_photo_file_part(file, behind, &rest, err);
    if (!result && rest.data)
        result = mlf_crop_join(pixels, &rest, err);
    mlf_pixels_free(&rest);
    return result;
}

static int save_cut(struct mlf_photo_file *file, const struct mlf_cut_style *style, struct mlf_cut *cut, size_t part,
                    size_t behind, struct mlf_err *err)
{
    struct mlf_pixels pixels = {0};
    int result = 0;

    if (!cut->target || cut->empty || cut->written || (!cut->has_bbox && needs_no_change(&file->photo, style)))
        return 0;
    if (take_pixels(file, style, cut, part, behind, &pixels, err)) {
        mlf_pixels_free(&pixels);
        return -1;
    }
    if (!pixels.data)
        cut->empty = 1;
    else if (fit(&pixels, style, err) || mlf_pixels_save(&pixels, cut->target, style->quality, err))
        result = -1;
    else
        cut->written = 1;
    mlf_pixels_free(&pixels);
    return result;
}

int mlf_cut_photo(const char *path, const struct mlf_cut_style *style, struct mlf_cut *cuts, size_t n,
                  struct mlf_err *why, struct mlf_err *err)
{
    struct mlf_photo_file file;
    double(*wide)[4];
    int targets = 0;
    int seams = 0;
    int result = 0;
    int shrink;

    if (mlf_photo_file_open(&file, path, why))
        return 1;
    if (!(wide = mlf_alloc(n, 2 * sizeof *wide, err))) { /* the second n: parts behind a seam */
        result = -1;
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        place(&file.photo, &cuts[i]);
        widen(&file.photo, style, &cuts[i], wide[i]);
        cuts[i].written = style->resume && cuts[i].target && !cuts[i].empty && is_newer(cuts[i].target, path);
        if (cuts[i].written)
            memset(wide[i], 0, sizeof wide[i]); /* no pixels of it are needed */
        targets |= cuts[i].target && !cuts[i].written;
    }
    if (!targets)
        goto done;
    shrink = choose_shrink(&file.photo, style, cuts, n);
    for (size_t i = 0; i < n; i++) {
        struct mlf_obb obb = padded(style, &cuts[i].obb);

        if (cuts[i].obb.w > 0 && cuts[i].target && !cuts[i].written)
            mlf_upright_envelope(&obb, shrink, wide[i]);
        else if (!cuts[i].seam || !mlf_crop_behind_seam(wide[i], file.photo.width, wide[n + i]))
            memset(wide[n + i], 0, sizeof wide[n + i]);
        seams |= cuts[i].seam;
    }
    if (mlf_photo_file_decode(&file, shrink, wide, seams ? 2 * n : n, why)) {
        result = 1;
        goto done;
    }
    for (size_t i = 0; i < n && !result; i++)
        result = save_cut(&file, style, &cuts[i], i, n + i, err);
done:
    free(wide);
    mlf_photo_file_close(&file);
    return result;
}
