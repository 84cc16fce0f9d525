/* The `value` of a Label Studio result: where it is, and its list of labels
 *. */
#ifndef MLFIX_FORMATS_LABELSTUDIO_SHAPE_H
#define MLFIX_FORMATS_LABELSTUDIO_SHAPE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

struct mlf_err;

/* How well a result tells the label of its region: of several results of one
 * region only the best is an object. */
enum studio_rank {
    STUDIO_IGNORED, /* relations, texts, key points, ... */
    STUDIO_BARE,    /* a shape without labels */
    STUDIO_CHOICE,  /* choices for a region */
    STUDIO_LABELS,  /* the control tag Labels, beside one for the shape */
    STUDIO_SHAPE,   /* rectanglelabels and its like */
    STUDIO_WHOLE,   /* choices about the whole photo: no region */
};

struct studio_shape {
    int is_video; /* it is one of a video */
    enum studio_rank rank;
    struct mlf_span list; /* the array of labels; length 0: there is none */
    double rotation;
    double bbox[4];    /* envelope in pixels */
    int is_placed;     /* bbox is known */
    const char *why;   /* it is not, or NULL */
    double corners[8]; /* of a rectangle, or of the one around an ellipse, in pixels */
    int has_corners;   /* they are known */
};

/* Reads the value at `value`; width and height are the photo's. Percentages of
 * the photo; a rectangle turns about its top left corner, an ellipse about its centre. */
int studio_read_shape(const char *text, size_t length, struct mlf_span value, double width, double height,
                      struct studio_shape *shape, struct mlf_err *err);

#endif
