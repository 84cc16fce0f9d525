#include "mlfix/photo/decode.h"

#include <stdlib.h>
#include <string.h>

#include "jpeg-size.h"
#include "mlfix/base/archive.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/vips-library.h"
#include "mlfix/photo/vips.h"
#include "orientation.h"
#include "png-size.h"

struct decoding {
    const char *bytes;
    size_t length;
    int shrink;
    int pixels_wanted;
    int too_large; /* by its header; libvips itself did not fail */
    struct mlf_photo *photo;
    unsigned char *data; /* stored orientation, g_malloc'ed */
    int width, height;
};

/* Replaces *image by the result of an operation on it, unless the operation failed. */
static int step(VipsImage **image, int failed, VipsImage **result)
{
    if (failed)
        return -1;
    g_object_unref(*image);
    *image = *result;
    return 0;
}

/* Converts what the loader gave to three bands of 8 bit. */
static int to_rgb(VipsImage **image)
{
    VipsImage *next = NULL;

    if ((*image)->Type != VIPS_INTERPRETATION_sRGB || (*image)->Bands < 3 || (*image)->Coding != VIPS_CODING_NONE) {
        if (step(image, mlf_vips.colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL), &next))
            return -1;
    }
    if (mlf_vips.image_hasalpha(*image)) {
        double grey[] = {128, 128, 128};
        VipsArrayDouble *background = mlf_vips.array_double_new(grey, 3);
        int failed = mlf_vips.flatten(*image, &next, "background", background, NULL);

        mlf_vips.area_unref((VipsArea *)background);
        if (step(image, failed, &next))
            return -1;
    }
    if ((*image)->Bands > 3 && step(image, mlf_vips.extract_band(*image, &next, 0, "n", 3, NULL), &next))
        return -1;
    if ((*image)->BandFmt != VIPS_FORMAT_UCHAR && step(image, mlf_vips.cast_uchar(*image, &next, NULL), &next))
        return -1;
    if ((*image)->Bands != 3) {
        mlf_vips.error("mlfix", "%d bands instead of 3", (*image)->Bands);
        return -1;
    }
    return 0;
}

/* Opens a PPM: for that libvips has a loader of streams, but none of bytes. */
static VipsImage *open_ppm(const struct decoding *decoding)
{
    VipsSource *source = mlf_vips.source_new_from_memory(decoding->bytes, decoding->length);
    VipsImage *image = source ? mlf_vips.image_new_from_source(source, "", "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                                               VIPS_FAIL_ON_TRUNCATED, NULL)
                              : NULL;

    if (source)
        g_object_unref(source);
    return image;
}

static int is_ppm(const struct decoding *decoding)
{
    const char *bytes = decoding->bytes;

    return decoding->length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6';
}

static VipsImage *open_bytes(const struct decoding *decoding)
{
    const char *loader;

    if (is_ppm(decoding))
        return open_ppm(decoding);
    loader = mlf_vips.foreign_find_load_buffer(decoding->bytes, decoding->length);
    if (!loader) {
        mlf_vips.error_clear(); /* mlf_vips_guard has a better message */
        return NULL;
    }
    if (decoding->shrink > 1 && strstr(loader, "Jpeg"))
        return mlf_vips.image_new_from_buffer(decoding->bytes, decoding->length, "", "access", VIPS_ACCESS_SEQUENTIAL,
                                              "fail_on", VIPS_FAIL_ON_TRUNCATED, "shrink", decoding->shrink, NULL);
    return mlf_vips.image_new_from_buffer(decoding->bytes, decoding->length, "", "access", VIPS_ACCESS_SEQUENTIAL,
                                          "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
}

/* Opens the picture at full size, which reads only its header, and notes what that says. */
static VipsImage *read_header(struct decoding *decoding)
{
    struct mlf_photo *photo = decoding->photo;
    int shrink = decoding->shrink;
    int turned;
    VipsImage *image;

    decoding->shrink = 1;
    image = open_bytes(decoding);
    decoding->shrink = shrink;
    if (!image)
        return NULL;
    photo->orientation = mlf_vips.image_get_orientation(image);
    turned = photo->orientation >= 5;
    photo->stored_width = image->Xsize;
    photo->stored_height = image->Ysize;
    photo->width = turned ? image->Ysize : image->Xsize;
    photo->height = turned ? image->Xsize : image->Ysize;
    decoding->too_large = (double)image->Xsize * image->Ysize > MLF_LIMIT_PHOTO_PIXELS;
    return image;
}

static int decode(void *context)
{
    struct decoding *decoding = context;
    VipsImage *image = read_header(decoding);
    int result = -1;

    if (!image)
        return -1;
    if (decoding->too_large || !decoding->pixels_wanted) {
        g_object_unref(image);
        return 0;
    }
    if (decoding->shrink > 1) {
        g_object_unref(image);
        if (!(image = open_bytes(decoding)))
            return -1;
    }
    if (to_rgb(&image))
        goto done;
    decoding->width = image->Xsize;
    decoding->height = image->Ysize;
    decoding->data = mlf_vips_take(image);
    result = decoding->data ? 0 : -1;
done:
    g_object_unref(image);
    return result;
}

static void undo(void *context)
{
    struct decoding *decoding = context;

    g_free(decoding->data);
    decoding->data = NULL;
}

/* Copies the decoded pixels into the photo's own memory, turned as displayed. */
static int take_pixels(struct mlf_photo *photo, const struct decoding *decoding, struct mlf_err *err)
{
    const struct mlf_pixels stored = {decoding->data, decoding->width, decoding->height};

    if (photo->orientation != 1)
        return mlf_orientation_turn(&stored, photo->orientation, &photo->pixels, err);
    if (mlf_pixels_room(&photo->pixels, stored.width, stored.height, err))
        return -1;
    memcpy(photo->pixels.data, stored.data, (size_t)stored.width * (size_t)stored.height * 3);
    return 0;
}

/* Reads the header of an ordinary JPEG or PNG without libvips. Returns 1, or 0 where it is none. */
static int take_header(struct mlf_photo *photo, const char *bytes, size_t length)
{
    const unsigned char *header = (const unsigned char *)bytes;
    int width, height;

    if ((!mlf_jpeg_size(header, length, &width, &height) && !mlf_png_size(header, length, &width, &height)) ||
        (double)width * height > MLF_LIMIT_PHOTO_PIXELS)
        return 0;
    photo->width = photo->stored_width = width;
    photo->height = photo->stored_height = height;
    photo->orientation = 1;
    return 1;
}

int mlf_photo_read_bytes(struct mlf_photo *photo, const char *bytes, size_t length, const char *path, int shrink,
                         int pixels_wanted, struct mlf_err *err)
{
    struct decoding decoding = {
        .bytes = bytes, .length = length, .shrink = shrink, .pixels_wanted = pixels_wanted, .photo = photo};
    int result = -1;

    *photo = (struct mlf_photo){.shrink = 1};
    if (!pixels_wanted && take_header(photo, bytes, length))
        return 0;
    if (mlf_vips_guard(decode, undo, &decoding, "read photo", path, err))
        goto done;
    if (decoding.too_large) {
        mlf_fail(err, "photo '%s' has %d x %d pixels, more than %.0f million: reduce or cut it", path,
                 photo->stored_width, photo->stored_height, MLF_LIMIT_PHOTO_PIXELS / 1e6);
        goto done;
    }
    if (pixels_wanted) {
        if (decoding.width < photo->stored_width)
            photo->shrink = shrink;
        if (take_pixels(photo, &decoding, err))
            goto done;
    }
    result = 0;
done:
    undo(&decoding);
    return result;
}

/* Reads the file, which may lie in an archive, and decodes it. */
static int read_photo(struct mlf_photo *photo, const char *path, int shrink, int pixels_wanted, struct mlf_err *err)
{
    size_t length;
    char *bytes = mlf_archive_read(path, MLF_LIMIT_PHOTO_FILE, &length, err);
    int result = bytes ? mlf_photo_read_bytes(photo, bytes, length, path, shrink, pixels_wanted, err) : -1;

    free(bytes);
    return result;
}

int mlf_photo_read(struct mlf_photo *photo, const char *path, int shrink, struct mlf_err *err)
{
    return read_photo(photo, path, shrink, 1, err);
}

int mlf_photo_size(struct mlf_photo *photo, const char *path, struct mlf_err *err)
{
    return read_photo(photo, path, 1, 0, err);
}

void mlf_photo_free(struct mlf_photo *photo)
{
    mlf_pixels_free(&photo->pixels);
}
