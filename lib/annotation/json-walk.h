/* The objects of a file that a table describes (json-layout.h), one by one. */
#ifndef MLFIX_ANNOTATION_JSON_WALK_H
#define MLFIX_ANNOTATION_JSON_WALK_H

#include <stddef.h>

#include "json-nth.h"
#include "mlfix/annotation/json-layout.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

struct json_file {
    const struct mlf_dataset *dataset;
    const struct json_format *format;
    const struct json_layout *layout; /* NULL: it is none of the format's */
    const char *file;
    struct mlf_mapping text;
};

struct json_item {
    const struct json_file *file;
    const struct json_objects *what;
    struct json_place top, entry, object;
    size_t index;         /* among the objects of the file */
    size_t photo;         /* number of the entry in the file */
    struct json_nth *nth; /* what was found in lists beside the objects; may be NULL */
};

typedef int json_item_visit(void *context, const struct json_item *item, struct mlf_err *err);

/* Whether the dataset has a file of the format: 1, and *file is the first (new memory; NULL where the user named it),
 * 0, or -1 on error. Looks at some files only. */
int json_files_probe(const struct mlf_dataset *dataset, const struct json_format *format, char **file,
                     struct mlf_err *err);

/* Adds the dataset's files of the format; an error where there is none. */
int json_files_of(const struct mlf_dataset *dataset, const struct json_format *format, struct mlf_string_set *files,
                  struct mlf_err *err);

/* Close also after a failure. */
int json_file_open(struct json_file *file, const struct mlf_dataset *dataset, const struct json_format *format,
                   const char *name, struct mlf_err *err);
void json_file_close(struct json_file *file);

/* Visits all objects in their order. Errors name the place. */
int json_walk(const struct json_file *file, json_item_visit *visit, void *context, struct mlf_err *err);

/* The values at a path of a table, seen from the object: 1 and the first of them, or 0. */
int json_item_find(const struct json_item *item, const char *path, struct json_place *found);
int json_item_each(const struct json_item *item, const char *path, json_place_visit *visit, void *context,
                   struct mlf_err *err);

/* The text at the first of the paths that leads to a string that is not empty, or a number; else an empty one; NULL
 * without an error where none does. New memory; *place (may be NULL) is where. */
char *json_item_text(const struct json_item *item, const char *const *paths, size_t n, struct json_place *place,
                     struct mlf_err *err);

/* Whether what stands there is true or 1. */
int json_item_is_set(const struct json_item *item, const char *path);

#endif
