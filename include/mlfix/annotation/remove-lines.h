/* Edits that take out whole lines. */
#ifndef MLFIX_ANNOTATION_REMOVE_LINES_H
#define MLFIX_ANNOTATION_REMOVE_LINES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_edits;
struct mlf_err;

/* The span widened to whole lines where nothing but blanks stands beside it on
 * its first and last line: what taking out an element should take. */
struct mlf_span mlf_whole_lines(const char *text, size_t length, struct mlf_span span);

/* Takes out lines: collects those that follow each other in *gone, and hands over what it held
 * where `line` does not. At the end mlf_remove_lines() hands over the rest. Where a run's last
 * line has no newline, the one before the run goes instead. */
int mlf_remove_line(struct mlf_span *gone, struct mlf_span line, const char *file, const char *text,
                    struct mlf_edits *edits, struct mlf_err *err);
int mlf_remove_lines(struct mlf_span lines, const char *file, const char *text, struct mlf_edits *edits,
                     struct mlf_err *err);

#endif
