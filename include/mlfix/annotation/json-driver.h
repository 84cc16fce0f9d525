/* Drivers of the JSON formats that tables describe (json-layout.h). */
#ifndef MLFIX_ANNOTATION_JSON_DRIVER_H
#define MLFIX_ANNOTATION_JSON_DRIVER_H

#include "mlfix/annotation/json-layout.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct mlf_string_set;

/* The members of a driver, with the format in front. */
int json_format_probe(const struct json_format *format, const struct mlf_dataset *dataset, char **evidence,
                      struct mlf_err *err);
int json_format_locate(struct mlf_dataset *dataset, struct mlf_err *err);
int json_format_read(const struct json_format *format, const struct mlf_dataset *dataset, mlf_object_sink *sink,
                     void *context, struct mlf_err *err);
int json_format_labels(const struct json_format *format, const struct mlf_dataset *dataset,
                       struct mlf_string_set *names, struct mlf_err *err);
int json_format_edit(const struct json_format *format, const struct mlf_dataset *dataset, const char *file,
                     const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err);

/* Defines the functions of a driver whose `const struct json_format` is called `format`; what a driver has besides its
 * name and description is JSON_DRIVER_MEMBERS. */
#define JSON_DRIVER_FUNCTIONS                                                                                          \
    static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)                          \
    {                                                                                                                  \
        return json_format_probe(&format, dataset, evidence, err);                                                     \
    }                                                                                                                  \
    static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)  \
    {                                                                                                                  \
        return json_format_read(&format, dataset, sink, context, err);                                                 \
    }                                                                                                                  \
    static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)            \
    {                                                                                                                  \
        return json_format_labels(&format, dataset, names, err);                                                       \
    }                                                                                                                  \
    static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,   \
                    struct mlf_edits *edits, struct mlf_err *err)                                                      \
    {                                                                                                                  \
        return json_format_edit(&format, dataset, file, changes, n, edits, err);                                       \
    }

#define JSON_DRIVER_MEMBERS                                                                                            \
    .probe = probe, .locate = json_format_locate, .read = read_all, .labels = labels, .edit = edit, .attributes = 1

#endif
