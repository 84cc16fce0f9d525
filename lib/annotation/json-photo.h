/* Photos that texts name by paths or addresses. */
#ifndef MLFIX_ANNOTATION_JSON_PHOTO_H
#define MLFIX_ANNOTATION_JSON_PHOTO_H

#include "json-walk.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* The photo of the object's entry, relative to dataset->images, and a name also where there is no such photo: new
 * memory. NULL without an error where nothing names one. */
char *json_photo(const struct json_item *item, struct mlf_err *err);

#endif
