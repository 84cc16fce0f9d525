#include "photo-file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crop.h"
#include "jpeg-parts.h"
#include "mlfix/base/archive.h"
#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/photo/decode.h"
#include "orientation.h"

struct mlf_photo_file_part {
    double bbox[4];
    struct mlf_crop_area shown; /* in the displayed photo, reduced; width 0: nothing */
    struct mlf_pixels pixels;   /* not turned until they are asked for */
};

int mlf_photo_file_open(struct mlf_photo_file *file, const char *path, struct mlf_err *err)
{
    *file = (struct mlf_photo_file){.path = path};
    if (!(file->bytes = mlf_archive_read(path, MLF_LIMIT_PHOTO_FILE, &file->length, err)))
        return -1;
    if (!mlf_photo_read_bytes(&file->photo, file->bytes, file->length, path, 1, 0, err))
        return 0;
    mlf_photo_file_close(file);
    return -1;
}

/* The length of a side after reduction, as libvips counts: a pixel that is only partly there
 * is dropped. */
static int reduced(int side, int shrink)
{
    return side >= shrink ? side / shrink : 1;
}

/* The rectangle of stored pixels that is displayed at `shown`. */
static struct mlf_crop_area stored_rectangle(const struct mlf_photo *photo, const struct mlf_crop_area *shown,
                                             int stored_width, int stored_height)
{
    int x[] = {shown->x, shown->x + shown->width - 1};
    int y[] = {shown->y, shown->y + shown->height - 1};
    int turned = photo->orientation >= 5;

    for (int i = 0; i < 2; i++)
        mlf_orientation_stored_place(photo->orientation, stored_width, stored_height, &x[i], &y[i]);
    return (struct mlf_crop_area){.x = x[0] < x[1] ? x[0] : x[1],
                                  .y = y[0] < y[1] ? y[0] : y[1],
                                  .width = turned ? shown->height : shown->width,
                                  .height = turned ? shown->width : shown->height};
}

/* Tries to decode the parts alone. Returns 1; 0 where the whole photo has to be decoded; -1
 * where memory is short. */
static int decode_parts(struct mlf_photo_file *file, int shrink, struct mlf_err *err)
{
    const struct mlf_photo *photo = &file->photo;
    struct mlf_jpeg_part *wanted = NULL;
    size_t n = 0;
    double area = 0;
    int width = reduced(photo->stored_width, shrink);
    int height = reduced(photo->stored_height, shrink);
    int turned = photo->orientation >= 5;
    int done = -1;

    if (file->length < 3 || memcmp(file->bytes, "\xff\xd8\xff", 3))
        return 0;
    if (!(wanted = mlf_alloc(file->n, sizeof *wanted, err)))
        return -1;
    for (size_t i = 0; i < file->n; i++) {
        struct mlf_photo_file_part *part = &file->parts[i];
        struct mlf_crop_area stored;

        if (!mlf_crop_rectangle(part->bbox, shrink, turned ? height : width, turned ? width : height, &part->shown)) {
            part->shown.width = 0;
            continue;
        }
        area += (double)part->shown.width * part->shown.height;
        if (area > (double)width * height)
            break;
        stored = stored_rectangle(photo, &part->shown, width, height);
        if (mlf_pixels_room(&part->pixels, stored.width, stored.height, err))
            goto done;
        wanted[n++] = (struct mlf_jpeg_part){
            .x = stored.x, .y = stored.y, .width = stored.width, .height = stored.height, .rgb = part->pixels.data};
    }
    done = area > 0 && area <= (double)width * height &&
           mlf_jpeg_decode_parts(file->bytes, file->length, shrink, width, height, wanted, n);
done:
    free(wanted);
    return done;
}

int mlf_photo_file_decode(struct mlf_photo_file *file, int shrink, const double (*boxes)[4], size_t n,
                          struct mlf_err *err)
{
    int done;

    if (!(file->parts = mlf_alloc(n, sizeof *file->parts, err)))
        return -1;
    file->n = n;
    for (size_t i = 0; i < n; i++)
        memcpy(file->parts[i].bbox, boxes[i], sizeof boxes[i]);
    done = decode_parts(file, shrink, err);
    if (done) {
        file->photo.shrink = shrink;
        return done < 0 ? -1 : 0;
    }
    for (size_t i = 0; i < n; i++)
        mlf_pixels_free(&file->parts[i].pixels);
    return mlf_photo_read_bytes(&file->photo, file->bytes, file->length, file->path, shrink, 1, err);
}

int mlf_photo_file_part(struct mlf_photo_file *file, size_t i, struct mlf_pixels *out, struct mlf_err *err)
{
    struct mlf_photo_file_part *part = &file->parts[i];
    const struct mlf_pixels *whole = &file->photo.pixels;
    int result = 0;

    *out = (struct mlf_pixels){0};
    if (whole->data)
        return mlf_crop_rectangle(part->bbox, file->photo.shrink, whole->width, whole->height, &part->shown)
                   ? mlf_crop_box(&file->photo, part->bbox, out, err)
                   : 0;
    if (!part->pixels.data)
        return 0;
    if (file->photo.orientation == 1) {
        *out = part->pixels;
        part->pixels = (struct mlf_pixels){0};
    } else {
        result = mlf_orientation_turn(&part->pixels, file->photo.orientation, out, err);
        mlf_pixels_free(&part->pixels);
    }
    return result;
}

int mlf_photo_file_piece(struct mlf_photo_file *file, size_t i, struct mlf_photo_piece *piece, struct mlf_err *err)
{
    const struct mlf_photo *photo = &file->photo;
    const struct mlf_pixels *whole = &photo->pixels;

    *piece = (struct mlf_photo_piece){.width = whole->data ? whole->width : reduced(photo->width, photo->shrink),
                                      .height = whole->data ? whole->height : reduced(photo->height, photo->shrink),
                                      .shrink = photo->shrink};
    if (mlf_photo_file_part(file, i, &piece->pixels, err))
        return -1;
    piece->left = file->parts[i].shown.x;
    piece->top = file->parts[i].shown.y;
    return 0;
}

void mlf_photo_file_close(struct mlf_photo_file *file)
{
    for (size_t i = 0; i < file->n; i++)
        mlf_pixels_free(&file->parts[i].pixels);
    free(file->parts);
    free(file->bytes);
    mlf_photo_free(&file->photo);
    *file = (struct mlf_photo_file){0};
}

int mlf_photo_file_pixels(const char *path, int longest, struct mlf_pixels *pixels, struct mlf_err *err)
{
    struct mlf_photo_file file;
    int shrink = 1, result = -1;

    if (mlf_photo_file_open(&file, path, err))
        return -1;
    const double whole[4] = {0, 0, file.photo.width, file.photo.height};
    if (longest > 0)
        shrink = mlf_crop_shrink(fmax(file.photo.width, file.photo.height), 2.0 * longest);
    if (mlf_photo_file_decode(&file, shrink, &whole, 1, err) == 0)
        result = mlf_photo_file_part(&file, 0, pixels, err);
    mlf_photo_file_close(&file);
    return result;
}
