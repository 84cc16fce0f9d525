/* One "CVAT for images" or "CVAT for video" 1.1 file, object by object, with the
 * places of what edits change. */
#ifndef MLFIX_FORMATS_CVAT_PARSE_H
#define MLFIX_FORMATS_CVAT_PARSE_H

#include <stddef.h>

#include "cvat-object.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_attributes;
struct mlf_change;
struct mlf_mask;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct mlf_string_set;

typedef int cvat_visit(void *context, const struct cvat_object *object, struct mlf_err *err);

/* What stands beside the objects, behind what the caller says. */
struct cvat_file {
    struct mlf_mask *mask;             /* masks are wanted, and this is room for them; or NULL */
    struct mlf_attributes *attributes; /* of the objects are said here, where it is not NULL */
    struct mlf_span *tracks;           /* <track> ... </track>, by track_number - 1; the caller frees */
    size_t track_capacity;
    struct mlf_string_set *labels; /* those of <meta>, added; may be NULL */
    struct mlf_span last_label;    /* the last <label> of the first list of <meta>; length 0: no such list */
    struct mlf_span gap;           /* what stands before it */
    size_t objects;                /* how many there are, but for images without */
    int plain_ascii;               /* as in xml-walk.h */
};

/* Objects that are "outside" in a frame of a track are none; images without objects are visited, too (is_bare). visit
 * may be NULL. */
int cvat_walk(struct cvat_file *file, const char *text, size_t length, cvat_visit *visit, void *context,
              struct mlf_err *err);

#endif
