/* The points of LabelMe's shapes (private to the driver). */
#ifndef MLFIX_FORMATS_LABELME_POINTS_H
#define MLFIX_FORMATS_LABELME_POINTS_H

#include <stddef.h>

#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"

struct mlf_member;
struct mlf_object;

/* The points of a shape. */
struct labelme_points {
    double box[4]; /* what they span: left, top, right, bottom */
    double first[2], last[2];
    double four[8]; /* the first four */
    size_t n;
};

/* Those of the member "points": 1, or 0 where they are no pairs of numbers. */
int labelme_points_read(const struct mlf_mapping *text, const struct mlf_member *member, struct labelme_points *points);

/* Gives the object the envelope of a shape of this type (may be NULL), and the corners of one that is a rotated box,
 * which stay with the points. A circle's points are its middle and one of its rim. */
void labelme_points_place(struct mlf_object *object, const struct labelme_points *points, const char *type);

#endif
