#include "mlfix/sheet/icon.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/vips-library.h"
#include "mlfix/photo/vips.h"

static int is_name(const char *label)
{
    return *label && *label != '.' && !strchr(label, '/') && strlen(label) < 200;
}

/* Finds the first of NAME.svg, .png, .jpg, .webp that exists; *path becomes NULL where none
 * does. */
static int find(const char *folder, const char *label, char **path, struct mlf_err *err)
{
    static const char *const types[] = {"svg", "png", "jpg", "webp"};
    char *name = is_name(label) ? mlf_strdup(label, err) : mlf_path_component(label, err);
    int result = name ? 0 : -1;
    *path = NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types && result == 0 && !*path; i++) {
        *path = mlf_strf(err, "%s/%s.%s", folder, name, types[i]);
        if (!*path) {
            result = -1;
        } else if (access(*path, R_OK)) {
            free(*path);
            *path = NULL;
        }
    }
    free(name);
    return result;
}

struct reading {
    char *bytes;
    size_t length;
    int size;
    double background[3];
    unsigned char *data; /* g_malloc'ed */
    int width, height;
};

static void undo(void *context)
{
    struct reading *r = context;
    g_free(r->data);
    r->data = NULL;
}

/* Replaces *image by the result of an operation on it, unless the operation failed. */
static int step(VipsImage **image, int failed, VipsImage **result)
{
    if (failed)
        return -1;
    g_object_unref(*image);
    *image = *result;
    return 0;
}

static int work(void *context)
{
    struct reading *r = context;
    VipsImage *image = NULL, *next = NULL;
    size_t length = 0;
    int result = -1;
    if (mlf_vips.thumbnail_buffer(r->bytes, r->length, &image, r->size, "height", r->size, NULL))
        return -1;
    if (step(&image, mlf_vips.colourspace(image, &next, VIPS_INTERPRETATION_sRGB, NULL), &next))
        goto done;
    if (mlf_vips.image_hasalpha(image)) {
        VipsArrayDouble *background = mlf_vips.array_double_new(r->background, 3);
        int failed = mlf_vips.flatten(image, &next, "background", background, NULL);
        mlf_vips.area_unref((VipsArea *)background);
        if (step(&image, failed, &next))
            goto done;
    }
    if (step(&image, mlf_vips.cast_uchar(image, &next, NULL), &next))
        goto done;
    r->width = image->Xsize;
    r->height = image->Ysize;
    r->data = mlf_vips.image_write_to_memory(image, &length);
    if (r->data && length == (size_t)r->width * (size_t)r->height * 3)
        result = 0;
    else
        undo(r);
done:
    g_object_unref(image);
    return result;
}

static int read_icon(const char *path, int size, unsigned background, struct mlf_pixels *out, struct mlf_err *err)
{
    struct reading r = {.size = size, .background = {background >> 16 & 255, background >> 8 & 255, background & 255}};
    int result = -1;
    if (!(r.bytes = mlf_file_read(path, MLF_LIMIT_ICON_FILE, &r.length, err)))
        return -1;
    if (mlf_vips_need(err))
        goto done;
    /* The folder is the user's own, not a stranger's dataset. */
    mlf_vips.operation_block_set("VipsForeignLoadSvg", FALSE);
    if (mlf_vips_guard(work, undo, &r, "read icon", path, err) == 0 &&
        mlf_pixels_new(out, r.width, r.height, err) == 0) {
        memcpy(out->data, r.data, (size_t)r.width * (size_t)r.height * 3);
        result = 0;
    }
    mlf_vips.operation_block_set("VipsForeignLoadSvg", TRUE);
    undo(&r);
done:
    free(r.bytes);
    return result;
}

int mlf_icon_load(const char *folder, const char *label, int size, unsigned background, struct mlf_pixels *icon,
                  struct mlf_err *err)
{
    char *path;
    *icon = (struct mlf_pixels){0};
    if (find(folder, label, &path, err))
        return -1;
    int result = path ? read_icon(path, size, background, icon, err) : 0;
    free(path);
    return result;
}
