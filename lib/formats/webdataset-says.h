/* What a sample of a WebDataset says (private to the driver). */
#ifndef MLFIX_FORMATS_WEBDATASET_SAYS_H
#define MLFIX_FORMATS_WEBDATASET_SAYS_H

#include <stddef.h>

#include "mlfix/json/json-text.h"
#include "webdataset-shard.h"

struct mlf_err;
struct wds_classes;

/* The part with the class: .cls, .class or .label, alone or as in .cls.txt; WDS_NONE where there is none. */
size_t wds_class_part(const struct wds_sample *sample);

/* A place in a sample that states the label. */
struct wds_place {
    size_t part;
    struct mlf_span span; /* in the data of the part: a JSON value, or text without blanks around it */
    int json;
    int number; /* it is the number of a class, ... */
    int mapped; /* ... which is an index into the list of the classes */
};

#define WDS_PLACES 16

struct wds_says {
    size_t picture;
    size_t json_part; /* WDS_NONE: there is no .json */
    char *json, *cls; /* their texts, or NULL */
    size_t json_length;
    int listed;           /* its objects stand in a list, and the label of the whole photo is not read */
    struct mlf_span list; /* the array */
    struct mlf_span *objects;
    size_t n; /* of them; not listed: 1 for the photo, 0 where there is nothing to say */
    char *caption;
    double width, height;
    char *error; /* what is wrong with the annotation, or NULL */
};

/* One object of a sample, or its whole photo. */
struct wds_object {
    char *label;                         /* owned; NULL: none */
    struct wds_place places[WDS_PLACES]; /* that state this label */
    size_t place_n;
    char unnamed[16]; /* a number of a class without a name; "": there is none */
    int has_bbox, normalised;
    double bbox[4];
    const char *error;
};

int wds_says_read(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                  struct mlf_err *err);
int wds_says_object(const struct wds_says *says, size_t index, const struct wds_sample *sample,
                    const struct wds_classes *classes, struct wds_object *object, struct mlf_err *err);
void wds_says_free(struct wds_says *says);

#endif
