/* Pixels: the only decoder, cutting, resizing, saving. Everything here may be
 * called from several threads at once; one call's work stays on one thread, so
 * callers are parallel across images. */
#ifndef MLFIX_IMAGE_H
#define MLFIX_IMAGE_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_record;

/* Once a process, before anything else here. Takes over GLib's log, so that no
 * loader writes to stderr on its own. */
int mlf_image_init(struct mlf_err *err);
void mlf_image_shutdown(void);

/* Calls give_up() when it shuts down, once however often it is named. */
void mlf_image_at_shutdown(void (*give_up)(void));

/* sRGB, 8 bit: data[(y * width + x) * 3 + channel], rows without padding, top
 * row first. Owned: freed by mlf_pixels_free. */
struct mlf_pixels {
    unsigned char *data;
    int width, height;
};

/* A zeroed (black) picture; both sides at least 1. */
int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* The same for those who fill all of it: it shows whatever was there. */
int mlf_pixels_room(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err);

/* Frees the data and zeroes the struct; harmless on a zeroed one. */
void mlf_pixels_free(struct mlf_pixels *pixels);

/* ---- Photos ---- */

/* Paths of photos may lead into tar archives: see archive.h. */

/* Photos with more pixels than this are refused before they are decoded. */
#define MLF_PHOTO_LIMIT 200000000.0

struct mlf_photo {
    struct mlf_pixels pixels;        /* as displayed: EXIF orientation applied; reduced by `shrink` */
    int width, height;               /* as displayed, at full size */
    int stored_width, stored_height; /* as the file stores it, before the orientation */
    int orientation;                 /* EXIF, 1..8; 1 where the file says nothing */
    int shrink;                      /* 1, 2, 4 or 8: pixels.width is about width / shrink */
};

/* Decodes a photo of any format that libvips reads from files of strangers
 * (JPEG, PNG, WebP, TIFF, GIF, HEIF, PPM): first page only, grey, palette, 16
 * bit and CMYK converted to sRGB, transparent parts laid on mid grey (128), an
 * embedded profile ignored as training code does. A truncated or damaged file
 * is an error, never half a picture. `shrink` asks for a JPEG to be decoded at
 * a half, quarter or eighth of its size (much faster; other formats ignore it
 * and photo->shrink says 1). */
int mlf_photo_read(struct mlf_photo *photo, const char *path, int shrink, struct mlf_err *err);

/* The same without decoding: everything but the pixels. */
int mlf_photo_size(struct mlf_photo *photo, const char *path, struct mlf_err *err);

void mlf_photo_free(struct mlf_photo *photo);

/* A photo of which only parts are wanted: opened, decoded once for all of them, closed. */
struct mlf_photo_file {
    struct mlf_photo photo; /* `pixels` are there only where all of it had to be decoded */
    const char *path;       /* the caller's; must outlive this */
    char *bytes;
    size_t length;
    struct mlf_photo_part *parts;
    size_t n;
};

/* Reads the file and its header. */
int mlf_photo_open(struct mlf_photo_file *file, const char *path, struct mlf_err *err);

/* Decodes what lies inside the boxes (n of them, as for mlf_photo_cut), once. Of
 * a JPEG, rows and columns that no box touches are passed over and nothing behind
 * the last box is decoded, unless the boxes together are larger than the photo; other
 * formats are decoded whole. A file that ends too early is an error wherever the
 * boxes are; other damage in rows that no box needs is not noticed. */
int mlf_photo_decode(struct mlf_photo_file *file, int shrink, const double (*boxes)[4], size_t n, struct mlf_err *err);

/* The pixels inside box i, the caller's from now on; to be asked for once a box.
 * No pixels (data NULL) where nothing of the photo lies inside. */
int mlf_photo_part(struct mlf_photo_file *file, size_t i, struct mlf_pixels *out, struct mlf_err *err);

void mlf_photo_close(struct mlf_photo_file *file);

/* All of a photo. `longest` is what the caller will resize its longer side to (0:
 * full size): a large JPEG may then come at reduced size, never below twice that. */
int mlf_pixels_read(const char *path, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

/* Moves a box from the frame of the stored pixels to the displayed one. */
void mlf_photo_orient(const struct mlf_photo *photo, double bbox[4]);

/* The same for the corners of a rotated box, and for the angle that its top is at. */
void mlf_photo_orient_corners(const struct mlf_photo *photo, double corners[8], double *degrees);

/* The part of the photo inside bbox (x, y, w, h in pixels of the displayed
 * photo at full size), cut at the photo's edges, each edge at the nearest
 * pixel's (a box of less than a pixel: the one it lies in). An error where
 * nothing of the photo lies inside. */
int mlf_photo_cut(const struct mlf_photo *photo, const double bbox[4], struct mlf_pixels *out, struct mlf_err *err);

/* The largest shrink that leaves at least `wanted` pixels of `have`. */
int mlf_shrink_for(double have, double wanted);

/* ---- Resizing ---- */

/* All are stretched by the reduction where the picture gets smaller, so that
 * every input pixel counts (no aliasing): the resampling of K. Turkowski,
 * "Filters for common resampling tasks", Graphics Gems I (1990). */
enum mlf_resampling {
    MLF_TRIANGLE, /* radius 1: what PIL calls BILINEAR */
    MLF_CUBIC,    /* radius 2: R. Keys, "Cubic convolution interpolation for digital image processing" (1981),
                     equation 15; PIL's BICUBIC, also known as Catmull-Rom */
    MLF_LANCZOS,  /* radius 3 */
};

/* Resizes to exactly width x height, whatever the aspect. Edges are handled by
 * leaving out what lies outside and normalising the weights. */
int mlf_pixels_resize(const struct mlf_pixels *in, int width, int height, enum mlf_resampling kernel,
                      struct mlf_pixels *out, struct mlf_err *err);

/* Shrinks (never enlarges) so that the longer side is at most `longest`, keeping the
 * aspect, in place. longest 0: no change. */
int mlf_pixels_limit(struct mlf_pixels *pixels, int longest, struct mlf_err *err);

/* ---- Records ---- */

/* The pixels of a record: of `crop` where it is there, else of `obb` cut upright or of `bbox` cut out
 * of `image`, else of the whole `image`. `longest` is what the caller will
 * resize to (0: full size): a large JPEG may then come at reduced size, though never
 * below twice that. Each thread keeps the last photo that boxes were cut from, so
 * that the records of one photo, in a row, decode it once. Errors are one item's: for its `error` field. */
int mlf_record_pixels(const struct mlf_record *record, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

/* A record's box with `percent` of its longer side around it, as far as the photo
 * goes, whether or not it has a crop; box: x, y, w, h in `pixels`, which may
 * reach beyond them. 1; or 0 and no pixels for a record without box or photo. */
int mlf_record_surroundings(const struct mlf_record *record, int percent, int longest, struct mlf_pixels *pixels,
                            double box[4], struct mlf_err *err);

/* ---- Saving ---- */

/* Appends the picture as a file of `type`: "jpg" or "jpeg" (4:4:4), "png", "webp"
 * (quality 100: lossless) or "pdf" (one page at 150 pixels an inch). No metadata, so that equal pixels give equal
 * bytes. */
int mlf_pixels_encode(const struct mlf_pixels *pixels, const char *type, int quality, struct mlf_buf *buf,
                      struct mlf_err *err);

/* Writes the file whole or not at all; the type is the path's extension. */
int mlf_pixels_save(const struct mlf_pixels *pixels, const char *path, int quality, struct mlf_err *err);

#endif
