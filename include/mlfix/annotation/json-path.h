/* Values in a JSON text by the path that leads to them.
 *
 * A path is members with '>' between: a key, "#2" for the third member of an array, or '*' for all members of an array
 * or object; "" is the value itself. "assets>*>regions>#0" is the first region of each asset. */
#ifndef MLFIX_ANNOTATION_JSON_PATH_H
#define MLFIX_ANNOTATION_JSON_PATH_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

struct mlf_err;

/* A value of a text that the scanner has found to be JSON. */
struct json_place {
    struct mlf_span value;
    enum mlf_json_kind kind;
    struct mlf_span key;       /* with its quotes, where it is a member of an object; else length 0 */
    struct mlf_span container; /* what it is a member of; length 0: of nothing, it is all of the text or of a line */
    size_t number;             /* among the members of that */
    struct mlf_span name;      /* the first key that a '*' of the path stood for; length 0: none did */
};

/* 0 to go on, 1 to stop, -1 on error. */
typedef int json_place_visit(void *context, const struct json_place *place, struct mlf_err *err);

/* Visits all values to which the path leads, in their order. What is not there is not visited. Returns what the last
 * visit did. */
int json_path_each(const char *text, const struct json_place *from, const char *path, json_place_visit *visit,
                   void *context, struct mlf_err *err);

/* The first of them: 1, or 0 where there is none. */
int json_path_find(const char *text, const struct json_place *from, const char *path, struct json_place *found);

/* The whole text from `at` on as a place; blanks behind it are passed over. *end is behind it. */
int json_path_top(const char *text, size_t length, size_t at, struct json_place *top, size_t *end, struct mlf_err *err);

#define JSON_PATH_ON 2

/* Whether a text that begins so, and may end anywhere, has a value at the path; behind a '=' stands what the string
 * there is: "type=image". 1, 0, or JSON_PATH_ON where it is not said before the end of the text or before a
 * fault in it. */
int json_path_looks(const char *text, size_t length, size_t at, const char *path);

/* The number that stands there, perhaps as a string: 1, or 0. */
int json_place_number(const char *text, const struct json_place *place, double *number);

/* A string, or a number as it is written; new memory, NULL without an error for others. */
char *json_place_text(const char *text, const struct json_place *place, struct mlf_err *err);

#endif
