/* An object of a CVAT file. */
#ifndef MLFIX_FORMATS_CVAT_OBJECT_H
#define MLFIX_FORMATS_CVAT_OBJECT_H

#include <stddef.h>

#include "mlfix/base/span.h"

struct mlf_mask;
struct mlf_pose;

/* An object; the strings are valid during the visit only. */
struct cvat_object {
    size_t index;                /* in the file, from 0; of an image without objects among those alone */
    const char *photo;           /* <image name>; NULL: none, or a frame of a track */
    const char *subset;          /* NULL: not said */
    size_t place;                /* among the objects of its <image>, from 0 */
    const char *track;           /* the id of its <track>, or NULL */
    size_t track_number;         /* among the tracks of the file, from 1; 0: none */
    int is_bare;                 /* no object, but an image without any: `element` and `own_tag` are its own */
    int resumes;                 /* the track was "outside" in the frame before */
    long frame;                  /* of a track */
    const char *label;           /* NULL: none or empty */
    struct mlf_span element;     /* <box ...> ... </box> */
    struct mlf_span tag;         /* that says the label: its own, or the track's */
    struct mlf_span own_tag;     /* <box ...> */
    struct mlf_span ignore;      /* what stands in its <attribute name="ignore">; offset 0: there is none */
    int ignored;                 /* that is true */
    struct mlf_span attribute;   /* the value of the attribute that is asked for: in own_tag, or what stands in its
                                    <attribute>; offset 0: there is none */
    int in_tag;                  /* it is in own_tag */
    int is_box;                  /* it is a <box> */
    int width, height;           /* of the photo; 0: not said */
    int has_bbox;                /* 0: a tag, about the whole photo */
    double bbox[4];              /* x, y, w, h of the envelope */
    int is_turned;               /* there is a rotation, and corners */
    double corners[8];           /* of the turned box, or of the one around the turned ellipse */
    double rotation;             /* degrees, clockwise as displayed, about the centre */
    const struct mlf_mask *mask; /* of a polygon or a mask, where it is wanted; or NULL */
    const struct mlf_pose *pose; /* of a skeleton, where masks are wanted; or NULL */
    const char *error;           /* why it has no box although it should, or NULL */
};

#endif
