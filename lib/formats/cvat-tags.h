/* New <tag> elements of a CVAT file (private to the driver). */
#ifndef MLFIX_FORMATS_CVAT_TAGS_H
#define MLFIX_FORMATS_CVAT_TAGS_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

struct mlf_change;
struct mlf_edits;
struct mlf_err;

struct cvat_tags {
    const char *file;
    const char *text;
    int plain_ascii; /* as in xml-walk.h */
    struct mlf_edits *edits;
};

/* A tag with the label behind the `element` of another object of the image, laid out like that. */
int cvat_add_tag(const struct cvat_tags *tags, struct mlf_span element, const char *label, struct mlf_err *err);

/* A tag with the label of each of the changes in an image without objects, which is `element` and begins with `begin`;
 * laid out like `model`, a tag of another image (length 0: there is none). */
int cvat_fill_image(const struct cvat_tags *tags, struct mlf_span element, struct mlf_span begin, struct mlf_span model,
                    const struct mlf_change *changes, size_t n, struct mlf_err *err);

#endif
