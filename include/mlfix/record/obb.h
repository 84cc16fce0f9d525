/* Rotated boxes (oriented bounding boxes): rectangles whose sides are not parallel to
 * those of the photo. */
#ifndef MLFIX_RECORD_OBB_H
#define MLFIX_RECORD_OBB_H

struct mlf_record;

struct mlf_obb {
    double cx, cy;  /* centre, in pixels of the photo as displayed */
    double w, h;    /* pixels, along the object's own width and height; w = 0: there is no rotated box */
    double degrees; /* how far the object is turned clockwise, as displayed: above -180, at most 180 */
};

/* Boxes that are drawn by hand, or of objects seen at an angle, are not exact
 * rectangles. A quadrangle counts as one where the lengths of its diagonals differ by at
 * most this share of the longer one, and their middles lie no farther apart. */
#define MLF_OBB_SLANT 0.05

/* A box counts as upright where turning it would move no corner by this many pixels. */
#define MLF_OBB_LEAST_MOVE 0.25

/* Makes a rotated box of its four corners (x and y of each, in pixels, in order around
 * it, clockwise or not). The corners do not tell which side is the object's top: of the
 * four possible angles the one nearest to `towards` degrees is chosen (0: the top is the
 * side nearest to the photo's top). Returns 1; or 0, and w = 0, where the corners are
 * not those of a rectangle (MLF_OBB_SLANT) or the box is upright (MLF_OBB_LEAST_MOVE). */
int mlf_obb_fit(struct mlf_obb *obb, const double corners[8], double towards);

/* The corners: the object's own top left, top right, bottom right, bottom left. */
void mlf_obb_corners(const struct mlf_obb *obb, double corners[8]);

/* The smallest upright box around it. */
void mlf_obb_envelope(const struct mlf_obb *obb, double bbox[4]);

/* How many quarter turns the box is turned by, 0 to 3; -1 where that is not a whole
 * number. */
int mlf_obb_quarters(const struct mlf_obb *obb);

/* Cosine and sine of the angle; exact where it is a multiple of 90 degrees. */
void mlf_obb_direction(double degrees, double *cosine, double *sine);

/* The record's `obb`: 1, or 0 where it has none with a size. */
int mlf_record_obb(const struct mlf_record *record, struct mlf_obb *obb);

#endif
