/* Which JSON files of a dataset are a format's. */
#ifndef MLFIX_ANNOTATION_JSON_FILES_H
#define MLFIX_ANNOTATION_JSON_FILES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/json/json.h"

struct mlf_dataset;
struct mlf_mapping;
struct mlf_err;
struct mlf_string_set;

/* Whether a file that begins so is one: 1 or 0; MLF_LOOKS_ON where what would tell it may stand behind the end of the
 * text, which may end anywhere. */
typedef int mlf_json_looks(const char *text, size_t length);

#define MLF_LOOKS_ON 2

/* Python writes NaN, Infinity and -Infinity, which are no JSON. Puts an empty string in the place of each, which is no
 * number either, and blanks behind it, so that everything else stays where it is. 1 where there were any, 0, or -1. */
int mlf_json_blank_nan(struct mlf_mapping *text, struct mlf_err *err);

/* Adds those of root/folder, sorted. */
int mlf_json_files(const struct mlf_dataset *dataset, const char *folder, mlf_json_looks *looks,
                   struct mlf_string_set *files, struct mlf_err *err);

/* The beginning of a text, behind its byte order mark. */
struct mlf_json mlf_json_begin(const char *text, size_t length);

/* What probe() of a format of such files returns: of the file that the user named, else of those that list() finds. */
int mlf_json_probe(const struct mlf_dataset *dataset,
                   int (*list)(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err),
                   mlf_json_looks *looks, char **evidence, struct mlf_err *err);

#endif
