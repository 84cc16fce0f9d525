#include "crop.h"

#include <math.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/photo/photo.h"

/* Along one axis: the pixels of 0..limit - 1 between the pixel edges nearest to `from` and
 * `from` + `length`. Sets the first one and returns how many they are, 0 where there are
 * none. `scale` is decoded pixels for each pixel of the full size. */
static int pixels_between(double from, double length, double scale, int limit, int *first)
{
    double end = from + length;

    if (!(length > 0) || !isfinite(from) || !isfinite(length) || from * scale >= limit || end * scale <= 0)
        return 0;
    double low = fmax(floor(from * scale + 0.5), 0);
    double high = fmin(floor(end * scale + 0.5), limit);
    if (!(high > low)) { /* less than a pixel: the pixels it lies in */
        low = fmax(floor(from * scale), 0);
        high = fmin(ceil(end * scale), limit);
    }
    *first = (int)low;
    return (int)high - *first;
}

int mlf_crop_rectangle(const double bbox[4], int shrink, int width, int height, struct mlf_crop_area *out)
{
    out->width = pixels_between(bbox[0], bbox[2], 1.0 / shrink, width, &out->x);
    out->height = pixels_between(bbox[1], bbox[3], 1.0 / shrink, height, &out->y);
    return out->width > 0 && out->height > 0;
}

int mlf_crop_box(const struct mlf_photo *photo, const double bbox[4], struct mlf_pixels *out, struct mlf_err *err)
{
    const struct mlf_pixels *in = &photo->pixels;
    struct mlf_crop_area cut;

    if (!mlf_crop_rectangle(bbox, photo->shrink, in->width, in->height, &cut))
        return mlf_fail(err, "box [%g, %g, %g, %g] holds nothing of the photo of %d x %d pixels", bbox[0], bbox[1],
                        bbox[2], bbox[3], photo->width, photo->height);
    if (mlf_pixels_new(out, cut.width, cut.height, err))
        return -1;
    for (int row = 0; row < cut.height; row++)
        memcpy(out->data + (size_t)row * (size_t)cut.width * 3,
               in->data + ((size_t)(cut.y + row) * (size_t)in->width + (size_t)cut.x) * 3, (size_t)cut.width * 3);
    return 0;
}

int mlf_crop_shrink(double have, double wanted)
{
    int shrink = 1;

    while (shrink < 8 && wanted > 0 && have / (shrink * 2) >= wanted)
        shrink *= 2;
    return shrink;
}

int mlf_crop_behind_seam(const double bbox[4], int photo_width, double behind[4])
{
    double beyond = bbox[0] + bbox[2] - photo_width;

    behind[0] = 0;
    behind[1] = bbox[1];
    behind[2] = beyond;
    behind[3] = bbox[3];
    return beyond > 0.5 && bbox[2] <= photo_width;
}

int mlf_crop_join(struct mlf_pixels *left, struct mlf_pixels *right, struct mlf_err *err)
{
    struct mlf_pixels both;

    if (mlf_pixels_new(&both, left->width + right->width, left->height, err))
        return -1;
    for (int y = 0; y < both.height && y < right->height; y++) {
        unsigned char *row = both.data + (size_t)y * (size_t)both.width * 3;

        memcpy(row, left->data + (size_t)y * (size_t)left->width * 3, (size_t)left->width * 3);
        memcpy(row + (size_t)left->width * 3, right->data + (size_t)y * (size_t)right->width * 3,
               (size_t)right->width * 3);
    }
    mlf_pixels_free(left);
    mlf_pixels_free(right);
    *left = both;
    return 0;
}
