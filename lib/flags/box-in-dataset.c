#include "mlfix/flags/box-in-dataset.h"

#include <math.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/flags/targets.h"

/* The photo's width (axis 0) or height (axis 1) from the target's box: of position and size
 * the larger fraction is taken, because it is more exact. 0 where it is unknown. */
static double side(const struct mlf_target *target, int axis)
{
    double pixels = target->shown[axis + 2], fraction = target->bbox[axis + 2];

    if (fabs(target->bbox[axis]) > fabs(fraction)) {
        pixels = target->shown[axis];
        fraction = target->bbox[axis];
    }
    return fabs(fraction) > 1e-6 ? round(pixels / fraction) : 0;
}

static int give_fractions(const struct mlf_target *target, const double shown[4], double given[4], double pixels[2],
                          struct mlf_err *err)
{
    if (!target->shown)
        return mlf_fail(err,
                        "the boxes of this dataset are fractions of the photos: a new one in pixels needs --sheets or "
                        "--records that were made with the photos at hand");
    for (int i = 0; i < 4; i++) {
        double size = side(target, i % 2);
        if (!(size >= 1))
            return mlf_fail(err, "the box of '%.200s' does not tell the size of its photo", target->id);
        /* Numbers that stay the same keep all their digits. */
        given[i] = shown[i] == target->shown[i] ? target->bbox[i] : shown[i] / size;
        pixels[i % 2] = size;
    }
    return 0;
}

int mlf_box_in_dataset(const struct mlf_target *target, int normalised, const double shown[4], double given[4],
                       double pixels[2], struct mlf_err *err)
{
    if (normalised)
        return give_fractions(target, shown, given, pixels, err);
    if (target->shown)
        return mlf_fail(err, "the photo of '%.200s' is displayed turned, and its box cannot be turned back",
                        target->id);
    memcpy(given, shown, 4 * sizeof *given);
    pixels[0] = pixels[1] = 1;
    return 0;
}
