#include "mlfix/record/obb.h"

#include <math.h>

#include "mlfix/record/record.h"

/* No photo has coordinates beyond this. */
#define FARTHEST 1e9

void mlf_obb_direction(double degrees, double *cosine, double *sine)
{
    static const double cosines[] = {1, 0, -1, 0};
    double quarters = degrees / 90;
    double whole = round(quarters);

    if (quarters == whole) {
        int k = (int)(whole - 4 * floor(whole / 4));

        *cosine = cosines[k];
        *sine = cosines[(k + 3) % 4];
        return;
    }
    *cosine = cos(degrees * (M_PI / 180));
    *sine = sin(degrees * (M_PI / 180));
}

void mlf_obb_corners(const struct mlf_obb *obb, double corners[8])
{
    static const double right[] = {-0.5, 0.5, 0.5, -0.5};
    static const double down[] = {-0.5, -0.5, 0.5, 0.5};
    double c;
    double s;

    mlf_obb_direction(obb->degrees, &c, &s);
    for (int i = 0; i < 4; i++) {
        double u = right[i] * obb->w;
        double v = down[i] * obb->h;

        corners[2 * i] = obb->cx + u * c - v * s;
        corners[2 * i + 1] = obb->cy + u * s + v * c;
    }
}

void mlf_obb_envelope(const struct mlf_obb *obb, double bbox[4])
{
    double c;
    double s;

    mlf_obb_direction(obb->degrees, &c, &s);
    bbox[2] = fabs(obb->w * c) + fabs(obb->h * s);
    bbox[3] = fabs(obb->w * s) + fabs(obb->h * c);
    bbox[0] = obb->cx - bbox[2] / 2;
    bbox[1] = obb->cy - bbox[3] / 2;
}

int mlf_obb_quarters(const struct mlf_obb *obb)
{
    double quarters = obb->degrees / 90;

    return quarters == round(quarters) ? ((int)quarters % 4 + 4) % 4 : -1;
}

/* Whether the corners are nearly those of a rectangle: its diagonals are equally long and
 * cut each other in half. */
static int is_rectangle(const double corners[8])
{
    double one = hypot(corners[4] - corners[0], corners[5] - corners[1]);
    double other = hypot(corners[6] - corners[2], corners[7] - corners[3]);
    double apart = hypot((corners[0] + corners[4] - corners[2] - corners[6]) / 2,
                         (corners[1] + corners[5] - corners[3] - corners[7]) / 2);
    double allowed = MLF_OBB_SLANT * fmax(one, other);

    return fmax(one, other) > 0 && fabs(one - other) <= allowed && apart <= allowed;
}

/* The angle of the direction (x, y) in degrees; rounded to a whole number where it is
 * within 1e-9 of one. */
static double angle_of(double x, double y)
{
    double degrees = atan2(y, x) * (180 / M_PI);

    return fabs(degrees - round(degrees)) < 1e-9 ? round(degrees) : degrees;
}

/* The same angle above -180 and at most 180. */
static double wrap(double degrees)
{
    degrees = fmod(degrees, 360);
    return degrees > 180 ? degrees - 360 : degrees <= -180 ? degrees + 360 : degrees;
}

/* How many quarter turns bring the angle nearest to `towards`; the smaller number where two
 * are equally near. */
static int best_quarter(double degrees, double towards)
{
    int best = 0;

    for (int k = 1; k < 4; k++)
        if (fabs(wrap(degrees + 90 * k - towards)) < fabs(wrap(degrees + 90 * best - towards)) - 1e-9)
            best = k;
    return best;
}

int mlf_obb_fit(struct mlf_obb *obb, const double corners[8], double towards)
{
    double right[2];
    double down[2];
    double w;
    double h;
    int k;

    *obb = (struct mlf_obb){0};
    for (int i = 0; i < 8; i++)
        if (!(fabs(corners[i]) < FARTHEST))
            return 0;
    if (!isfinite(towards) || !is_rectangle(corners))
        return 0;
    for (int i = 0; i < 2; i++) { /* the means of opposite sides */
        right[i] = (corners[2 + i] - corners[i] + corners[4 + i] - corners[6 + i]) / 2;
        down[i] = (corners[6 + i] - corners[i] + corners[4 + i] - corners[2 + i]) / 2;
    }
    w = hypot(right[0], right[1]);
    h = hypot(down[0], down[1]);
    if (!(w > 0) || !(h > 0))
        return 0;
    if (right[0] * down[1] < right[1] * down[0]) { /* the corners go around counterclockwise */
        down[0] = -down[0];
        down[1] = -down[1];
    }
    obb->degrees = angle_of(right[0] + down[1], right[1] - down[0]);
    k = best_quarter(obb->degrees, towards);
    obb->degrees = wrap(obb->degrees + 90 * k);
    obb->w = k % 2 ? h : w;
    obb->h = k % 2 ? w : h;
    obb->cx = (corners[0] + corners[2] + corners[4] + corners[6]) / 4;
    obb->cy = (corners[1] + corners[3] + corners[5] + corners[7]) / 4;
    if (fabs(obb->degrees) < 45 && fmax(w, h) / 2 * fabs(sin(obb->degrees * (M_PI / 180))) < MLF_OBB_LEAST_MOVE) {
        obb->w = 0;
        return 0;
    }
    return 1;
}

int mlf_record_obb(const struct mlf_record *record, struct mlf_obb *obb)
{
    double numbers[5];

    *obb = (struct mlf_obb){0};
    if (!mlf_record_numbers(record, "obb", numbers, 5) || !(numbers[2] > 0) || !(numbers[3] > 0))
        return 0;
    for (int i = 0; i < 5; i++)
        if (!(fabs(numbers[i]) < FARTHEST))
            return 0;
    *obb = (struct mlf_obb){numbers[0], numbers[1], numbers[2], numbers[3], wrap(numbers[4])};
    return 1;
}
