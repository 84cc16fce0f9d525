/* Points in JSON texts, in whatever form they stand there. */
#ifndef MLFIX_ANNOTATION_JSON_POINTS_H
#define MLFIX_ANNOTATION_JSON_POINTS_H

#include "mlfix/annotation/json-path.h"
#include "mlfix/base/err.h"

struct json_place;
struct mlf_err;

#define JSON_END_OF_RING 2

/* Called for each number of a point: which is x (0) or y (1); and behind the last point of each list of points
 * (JSON_END_OF_RING, without a number). */
typedef int json_see_number(void *context, struct mlf_span span, double number, int axis, struct mlf_err *err);

/* Points in any of the forms that are usual: [[x, y], ...], [x, y, x, y, ...], [{"x": x, "y": y}, ...], and lists and
 * objects of these. What is no number in a list of numbers ends it. */
int json_each_number(const char *text, const struct json_place *from, json_see_number *see, void *context,
                     struct mlf_err *err);

#endif
