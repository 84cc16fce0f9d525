#include "orientation.h"

#include <math.h>
#include <string.h>

#include "mlfix/photo/photo.h"
#include "mlfix/record/obb.h"

void mlf_orientation_box(const struct mlf_photo *photo, double bbox[4])
{
    int orientation = photo->orientation;
    double x = bbox[0];
    double y = bbox[1];
    double w = bbox[2];
    double h = bbox[3];

    if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        x = photo->stored_width - x - w;
    if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        y = photo->stored_height - y - h;
    bbox[0] = orientation >= 5 ? y : x;
    bbox[1] = orientation >= 5 ? x : y;
    bbox[2] = orientation >= 5 ? h : w;
    bbox[3] = orientation >= 5 ? w : h;
}

void mlf_orientation_corners(const struct mlf_photo *photo, double corners[8], double *degrees)
{
    double c;
    double s;

    mlf_obb_direction(*degrees, &c, &s);
    /* Up, as a box on its side whose ends are moved like the corners: a mirror keeps what is up. */
    double ends[2][4] = {{0, 0, 0, 0}, {s, -c, 0, 0}};

    for (int i = 0; i < 2; i++)
        mlf_orientation_box(photo, ends[i]);
    *degrees = atan2(ends[1][0] - ends[0][0], ends[0][1] - ends[1][1]) * (180 / M_PI);
    for (int i = 0; i < 4; i++) {
        double point[] = {corners[2 * i], corners[2 * i + 1], 0, 0};

        mlf_orientation_box(photo, point);
        corners[2 * i] = point[0];
        corners[2 * i + 1] = point[1];
    }
}

void mlf_orientation_stored_place(int orientation, int stored_width, int stored_height, int *x, int *y)
{
    int column = orientation >= 5 ? *y : *x;
    int row = orientation >= 5 ? *x : *y;

    if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        column = stored_width - 1 - column;
    if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        row = stored_height - 1 - row;
    *x = column;
    *y = row;
}

int mlf_orientation_turn(const struct mlf_pixels *stored, int orientation, struct mlf_pixels *out, struct mlf_err *err)
{
    int turned = orientation >= 5;

    if (mlf_pixels_new(out, turned ? stored->height : stored->width, turned ? stored->width : stored->height, err))
        return -1;
    for (int y = 0; y < out->height; y++) {
        for (int x = 0; x < out->width; x++) {
            int column = x;
            int row = y;

            mlf_orientation_stored_place(orientation, stored->width, stored->height, &column, &row);
            memcpy(out->data + ((size_t)y * (size_t)out->width + (size_t)x) * 3,
                   stored->data + ((size_t)row * (size_t)stored->width + (size_t)column) * 3, 3);
        }
    }
    return 0;
}
