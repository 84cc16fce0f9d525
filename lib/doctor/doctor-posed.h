/* The poses of one class, as a table. */
#ifndef MLFIX_DOCTOR_DOCTOR_POSED_H
#define MLFIX_DOCTOR_DOCTOR_POSED_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_finding;

/* Of all poses of a class together at least so many are needed to say what is usual, and of more than this many those
 * in equal steps are enough to find out which points belong together. */
#define MLF_LEAST_POSES 20
#define MLF_TREE_POSES 500

/* Of more kinds of points than this none is looked at as a pose. */
#define MLF_MOST_POINTS 300

struct mlf_posed_point {
    float x, y;         /* from the box's middle, in its longer sides, or without a box in a length like that; x is NAN
                   where the point has no place */
    unsigned char said; /* enum mlf_point_said */
};

struct mlf_posed {
    struct mlf_finding **findings; /* n */
    size_t n;
    const char **names; /* of the kinds of points; NULL: it is its number */
    int *mirrors;       /* of each the kind on the other side, or -1 */
    size_t kinds;
    struct mlf_posed_point *table; /* n rows of `kinds` */
};

/* The kind as JSON: its name, or its number. */
void mlf_posed_put_kind(const struct mlf_posed *posed, size_t kind, struct mlf_buf *buf);

/* The number of which `share` (0 to 1) of the n, which are put in order, are not larger; n > 0. */
double mlf_posed_quantile(double *values, size_t n, double share);

#endif
