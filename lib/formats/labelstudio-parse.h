/* One Label Studio export, object by object, with the places of what edits
 * change. */
#ifndef MLFIX_FORMATS_LABELSTUDIO_PARSE_H
#define MLFIX_FORMATS_LABELSTUDIO_PARSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* An object: a region, or choices about the whole photo. The strings are valid
 * during the visit only. */
struct studio_object {
    size_t index;               /* in the file, from 0; of what is_bare among those alone */
    int is_bare;                /* no object, but a task that was annotated and has no choice about the whole photo:
                                   `choices` is a list without any (length 0: there is none), `results` the array of its
                                   first annotation */
    size_t task;                /* its number in the file, from 0 */
    const char *image;          /* as `data` says it; NULL: nothing there looks like an image */
    const char *annotation;     /* its id, or NULL */
    const char *annotator;      /* JSON text: the number or text that tells who annotated, or NULL */
    const char *id;             /* of the region, or NULL */
    const char *key;            /* the same as JSON text */
    const char *label;          /* NULL: none */
    struct mlf_span label_span; /* the JSON string; length 0: its list is empty, and begins before the offset; offset 0:
                                   there is no list */
    struct mlf_span choices;    /* of choices about the whole photo: their list, in which this one is number `choice` of
                                   `choice_n`; choice_n 0: it is a region */
    size_t choice, choice_n;
    struct mlf_span value;   /* where it is: an object of JSON; length 0: it says none */
    struct mlf_span result;  /* the object of JSON that says all of this */
    struct mlf_span results; /* the array it stands in */
    size_t member;           /* its place there */
    int ignored;             /* "ignore" stands among the notes of the region */
    int width, height;       /* of the photo; 0: not said */
    int has_bbox;
    double bbox[4];        /* x, y, w, h of the envelope, in pixels */
    double rotation;       /* degrees, clockwise */
    const double *corners; /* of what is turned, or was looked at in a photo turned for that; or NULL */
    double turned;         /* mlf_object.turned */
    const char *error;
};

typedef int studio_visit(void *context, const struct studio_object *object, struct mlf_err *err);

/* What a text that begins so is. */
enum studio_kind {
    STUDIO_NONE,
    STUDIO_FULL, /* tasks with data and annotations */
    STUDIO_MIN,  /* JSON-MIN: without the ids that edits need */
};

enum studio_kind studio_look(const char *text, size_t length);

/* Goes through a text that is one JSON value; errors do not say the place. *objects (may be NULL) is how many there
 * are. */
int studio_walk(const char *text, size_t length, studio_visit *visit, void *context, size_t *objects,
                struct mlf_err *err);

#endif
