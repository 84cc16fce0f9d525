/* One "CVAT for images" or "CVAT for video" 1.1 file, object by object, with the
 * places of what edits change. */
#ifndef MLFIX_DATASET_CVAT_PARSE_H
#define MLFIX_DATASET_CVAT_PARSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct mlf_string_set;

/* An object; the strings are valid during the visit only. */
struct cvat_object {
    size_t index;            /* in the file, from 0 */
    const char *photo;       /* <image name>; NULL: none, or a frame of a track */
    const char *subset;      /* NULL: not said */
    size_t place;            /* among the objects of its <image>, from 0 */
    const char *track;       /* the id of its <track>, or NULL */
    size_t track_number;     /* among the tracks of the file, from 1; 0: none */
    long frame;              /* of a track */
    const char *label;       /* NULL: none or empty */
    struct mlf_span element; /* <box ...> ... </box> */
    struct mlf_span tag;     /* that says the label: its own, or the track's */
    struct mlf_span own_tag; /* <box ...> */
    struct mlf_span ignore;  /* what stands in its <attribute name="ignore">; offset 0: there is none */
    int ignored;             /* that is true */
    int is_box;              /* it is a <box> */
    int width, height;       /* of the photo; 0: not said */
    int has_bbox;            /* 0: a tag, about the whole photo */
    double bbox[4];          /* x, y, w, h of the envelope */
    int is_turned;           /* there is a rotation, and corners */
    double corners[8];       /* of the turned box, or of the one around the turned ellipse */
    double rotation;         /* degrees, clockwise as displayed, about the centre */
    const char *error;       /* why it has no box although it should, or NULL */
};

typedef int cvat_visit(void *context, const struct cvat_object *object, struct mlf_err *err);

/* What stands beside the objects. */
struct cvat_file {
    struct mlf_span *tracks; /* <track> ... </track>, by track_number - 1; the caller frees */
    size_t track_capacity;
    struct mlf_string_set *labels; /* those of <meta>, added; may be NULL */
    struct mlf_span last_label;    /* the last <label> of the first list of <meta>; length 0: no such list */
    struct mlf_span gap;           /* what stands before it */
    int plain_ascii;               /* as in xml-walk.h */
};

/* Objects that are "outside" in a frame of a track are none. visit may be NULL. */
int cvat_walk(struct cvat_file *file, const char *text, size_t length, cvat_visit *visit, void *context,
              struct mlf_err *err);

#endif
