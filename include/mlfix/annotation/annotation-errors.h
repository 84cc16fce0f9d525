/* Errors that name the place in an annotation file. */
#ifndef MLFIX_ANNOTATION_ANNOTATION_ERRORS_H
#define MLFIX_ANNOTATION_ANNOTATION_ERRORS_H

#include <stddef.h>

#include "mlfix/base/err.h"

struct mlf_err;

/* Puts "file:" in front of an error of the JSON scanner, which begins with line:column. Returns -1. */
int mlf_fail_json(struct mlf_err *err, const char *file);

/* Puts "file:line:column: " in front of the error. Returns -1. */
int mlf_fail_in(struct mlf_err *err, const char *file, const char *text, size_t length, size_t offset);

#endif
