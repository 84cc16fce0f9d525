/* Rotated boxes: rectangles whose sides are not those of the photo. */
#ifndef MLFIX_RECORD_OBB_H
#define MLFIX_RECORD_OBB_H

struct mlf_record;

struct mlf_obb {
    double cx, cy;  /* centre, in pixels of the photo as displayed */
    double w, h;    /* along the object's own width and height; w = 0: there is no rotated box */
    double degrees; /* by which the object is turned clockwise, as displayed; beyond -180, up to 180 */
};

/* A quadrangle passes for a rectangle where its diagonals differ in length, and their
 * middles lie apart, by no more than this part of their length: drawn by hand, or
 * seen aslant, it is one still. */
#define MLF_OBB_SLANT 0.05

/* A turn that moves no corner by so many pixels is none. */
#define MLF_OBB_LEAST_MOVE 0.25

/* Makes a rotated box of its four corners (x, y each, in pixels, one after the other
 * around it, either way). Which side is the object's top is not in the corners: that
 * which makes it turned by as nearly `towards` degrees as can be (0: the top that is
 * nearest to the photo's). Returns 1; or 0, and w = 0, where the corners are no
 * rectangle's (MLF_OBB_SLANT), or it is not turned (MLF_OBB_LEAST_MOVE). */
int mlf_obb_fit(struct mlf_obb *obb, const double corners[8], double towards);

/* The corners: the object's own top left, top right, bottom right, bottom left. */
void mlf_obb_corners(const struct mlf_obb *obb, double corners[8]);

/* The smallest upright box around it. */
void mlf_obb_envelope(const struct mlf_obb *obb, double bbox[4]);

/* 0 to 3 where it is turned by so many quarters of a full turn and no more; else -1. */
int mlf_obb_quarters(const struct mlf_obb *obb);

/* Cosine and sine of the angle; exact where it is a multiple of 90 degrees. */
void mlf_obb_direction(double degrees, double *cosine, double *sine);

/* The record's `obb`: 1, or 0 where it has none with a size. */
int mlf_record_obb(const struct mlf_record *record, struct mlf_obb *obb);

#endif
