/* One member of `result` in a Label Studio export (private to the driver). */
#ifndef MLFIX_FORMATS_LABELSTUDIO_RESULT_H
#define MLFIX_FORMATS_LABELSTUDIO_RESULT_H

#include <stddef.h>

#include "labelstudio-shape.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-members.h"
#include "mlfix/json/json-text.h"

struct mlf_err;

/* The note of a region that is not to be used. */
#define STUDIO_IGNORE "ignore"

enum {
    STUDIO_RESULT_ID,
    STUDIO_RESULT_VALUE,
    STUDIO_RESULT_WIDTH,
    STUDIO_RESULT_HEIGHT,
    STUDIO_RESULT_TURNED,
    STUDIO_RESULT_META,
    STUDIO_RESULT_ITEM,
    STUDIO_RESULT_TO,
    STUDIO_RESULT_MEMBERS
};

/* One member of `result`: its region and its value. */
struct studio_result {
    struct mlf_member members[STUDIO_RESULT_MEMBERS];
    struct studio_shape shape;
    char *id;
    double width, height; /* 0: not said */
    int ignored;
};

/* Reads the result that begins at `span`; the caller frees its id, also after an error. */
int studio_read_result(const char *text, size_t length, struct mlf_span span, struct studio_result *result,
                       struct mlf_err *err);

/* A list of choices about the whole photo in which there is none: that of a task without. */
int studio_is_empty_choice(const char *text, const struct studio_result *result);

#endif
