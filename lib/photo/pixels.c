#include "mlfix/photo/pixels.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

static int pixels_make(struct mlf_pixels *pixels, int width, int height, void *(*get)(size_t, size_t, struct mlf_err *),
                       struct mlf_err *err)
{
    *pixels = (struct mlf_pixels){0};
    if (width < 1 || height < 1)
        return mlf_fail(err, "a picture of %d x %d pixels cannot be", width, height);
    if (!(pixels->data = get((size_t)width * (size_t)height, 3, err)))
        return -1;
    pixels->width = width;
    pixels->height = height;
    return 0;
}

int mlf_pixels_new(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    return pixels_make(pixels, width, height, mlf_alloc, err);
}

int mlf_pixels_room(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    return pixels_make(pixels, width, height, mlf_alloc_matrix, err);
}

void mlf_pixels_free(struct mlf_pixels *pixels)
{
    free(pixels->data);
    *pixels = (struct mlf_pixels){0};
}
