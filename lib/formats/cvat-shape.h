/* Where a shape of a CVAT file is. */
#ifndef MLFIX_FORMATS_CVAT_SHAPE_H
#define MLFIX_FORMATS_CVAT_SHAPE_H

#include "cvat-object.h"

struct mlf_err;
struct mlf_mask;

/* Points that a shape encloses. */
struct cvat_extent {
    double x[2], y[2]; /* least and largest */
    int n;
};

/* "x,y;x,y;...": whether it is that. */
int cvat_add_points(struct cvat_extent *extent, const char *points);

/* Where a shape is; 1, or 0 where its numbers are none. */
int cvat_read_shape(struct cvat_object *object, struct cvat_extent *extent, const char *name,
                    const char *const *attributes);

/* Fills the mask from a polygon or a mask: 1, or 0 where the shape is neither. */
int cvat_read_mask(struct mlf_mask *mask, const char *name, const char *const *attributes, struct mlf_err *err);

/* Whether an attribute of a shape's tag tells its place. */
int cvat_is_place(const char *name);

#endif
