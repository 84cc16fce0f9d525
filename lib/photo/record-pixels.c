#include "mlfix/photo/record-pixels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crop.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/decode.h"
#include "mlfix/record/obb.h"
#include "mlfix/record/record.h"
#include "photo-file.h"
#include "thread-memory.h"
#include "upright.h"

struct kept_photo {
    char *path;
    int shrink; /* what was asked for */
    struct mlf_photo photo;
};

static void drop_photo(void *data)
{
    struct kept_photo *kept = data;

    mlf_photo_free(&kept->photo);
    free(kept->path);
    free(kept);
}

/* The photo reduced by `shrink`, either decoded now or kept since the thread's last call;
 * borrowed until its next call. */
static const struct mlf_photo *keep_photo(const char *path, int shrink, struct mlf_err *err)
{
    struct kept_photo *kept = mlf_thread_memory_get(MLF_THREAD_PHOTO);

    if (kept && kept->shrink == shrink && !strcmp(kept->path, path))
        return &kept->photo;
    mlf_thread_memory_clear(MLF_THREAD_PHOTO);
    if (!(kept = mlf_alloc(1, sizeof *kept, err)))
        return NULL;
    kept->shrink = shrink;
    if (!(kept->path = mlf_strdup(path, err)) || mlf_photo_read(&kept->photo, path, shrink, err)) {
        drop_photo(kept);
        return NULL;
    }
    return mlf_thread_memory_set(MLF_THREAD_PHOTO, kept, drop_photo, err) ? NULL : &kept->photo;
}

static int cut_box(const char *path, const double bbox[4], int seam, int longest, struct mlf_pixels *pixels,
                   struct mlf_err *err)
{
    double longer = fmax(bbox[2], bbox[3]);
    struct mlf_pixels rest = {0};
    double behind[4];
    const struct mlf_photo *photo = keep_photo(path, mlf_crop_shrink(longer, 2.0 * longest), err);

    if (!photo || mlf_crop_box(photo, bbox, pixels, err))
        return -1;
    if (!seam || !mlf_crop_behind_seam(bbox, photo->width, behind))
        return 0;
    if (!mlf_crop_box(photo, behind, &rest, err) && !mlf_crop_join(pixels, &rest, err))
        return 0;
    mlf_pixels_free(&rest);
    mlf_pixels_free(pixels);
    return -1;
}

static int cut_upright(const char *path, const struct mlf_obb *obb, int longest, struct mlf_pixels *pixels,
                       struct mlf_err *err)
{
    const struct mlf_photo *photo = keep_photo(path, mlf_crop_shrink(fmax(obb->w, obb->h), 2.0 * longest), err);
    struct mlf_photo_piece piece;

    if (!photo)
        return -1;
    piece = (struct mlf_photo_piece){
        .pixels = photo->pixels, .width = photo->pixels.width, .height = photo->pixels.height, .shrink = photo->shrink};
    if (mlf_upright_piece(&piece, obb, pixels, err))
        return -1;
    return pixels->data ? 0 : mlf_fail(err, "the rotated box holds nothing of the photo");
}

int mlf_record_pixels(const struct mlf_record *record, int longest, struct mlf_pixels *pixels, struct mlf_err *err)
{
    struct mlf_obb obb = {0};
    double bbox[4];
    int boxed = 0;
    int result;
    char *path = mlf_record_string(record, "crop", err);

    *pixels = (struct mlf_pixels){0};
    if (!path && err && err->text[0])
        return -1;
    if (!path) {
        boxed = mlf_record_bbox(record, bbox);
        mlf_record_obb(record, &obb);
        path = mlf_record_string(record, "image", err);
    }
    if (!path)
        return mlf_fail(err, "record has neither 'crop' nor 'image'");
    result = obb.w > 0 ? cut_upright(path, &obb, longest, pixels, err)
             : boxed   ? cut_box(path, bbox, mlf_record_has_issue(record, "bbox-seam"), longest, pixels, err)
                       : mlf_photo_file_pixels(path, longest, pixels, err);
    free(path);
    return result;
}

int mlf_record_surroundings(const struct mlf_record *record, int percent, int longest, struct mlf_pixels *pixels,
                            double box[4], struct mlf_err *err)
{
    double bbox[4];
    char *path = mlf_record_bbox(record, bbox) ? mlf_record_string(record, "image", err) : NULL;
    *pixels = (struct mlf_pixels){0};
    if (!path)
        return err->text[0] ? -1 : 0;
    double around = fmax(bbox[2], bbox[3]) * percent / 100;
    const struct mlf_photo *photo =
        keep_photo(path, mlf_crop_shrink(fmax(bbox[2], bbox[3]) + 2 * around, 2.0 * longest), err);
    free(path);
    if (!photo)
        return -1;
    double left = fmax(bbox[0] - around, 0), top = fmax(bbox[1] - around, 0);
    double right = fmin(bbox[0] + bbox[2] + around, photo->width);
    double bottom = fmin(bbox[1] + bbox[3] + around, photo->height);
    const double wide[4] = {left, top, right - left, bottom - top};
    if (!(right > left && bottom > top))
        return mlf_fail(err, "the box holds nothing of the photo");
    if (mlf_crop_box(photo, wide, pixels, err))
        return -1;
    double scale = pixels->width / wide[2];
    box[0] = (bbox[0] - left) * scale;
    box[1] = (bbox[1] - top) * scale;
    box[2] = bbox[2] * scale;
    box[3] = bbox[3] * scale;
    return 1;
}
