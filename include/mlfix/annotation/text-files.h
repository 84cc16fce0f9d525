/* The text files of a dataset that may be in a format of rows. */
#ifndef MLFIX_ANNOTATION_TEXT_FILES_H
#define MLFIX_ANNOTATION_TEXT_FILES_H

#include "mlfix/base/err.h"
#include "mlfix/base/span.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_span;

/* Adds the files with the extension that lie in the root or, unless there are many, in one of its folders, and whose
 * first rows fit; dataset->start alone where that is given. `fits` gets a row without its newline and the blanks around
 * it, ended by NUL, and returns 1 where it is one of the format, 0 where it may be one, and -1 where it is none: of a
 * file that fits there is one of the first kind and no more of the last, so that a broken row is told when it is read.
 * Blank rows and those that begin with '#' are passed over. */
int mlf_text_files(const struct mlf_dataset *dataset, const char *extension, int (*fits)(const char *row),
                   struct mlf_string_set *files, struct mlf_err *err);

/* Bytes of a file that are looked at. */
#define MLF_TEXT_HEAD 65536

/* The same, where `fits` gets at most MLF_TEXT_HEAD bytes from the beginning of a file, ended by NUL, and returns 1 or
 * 0. */
int mlf_text_files_by_head(const struct mlf_dataset *dataset, const char *extension,
                           int (*fits)(const char *head, size_t length), struct mlf_string_set *files,
                           struct mlf_err *err);

/* The next line of the text from *at on, which moves behind it, without the blanks around it: 1, or 0 at the end.
 * *whole (may be NULL) is the line with its newline. */
int mlf_next_line(const char *text, size_t length, size_t *at, struct mlf_span *line, struct mlf_span *whole);

/* The next word from *at on, which moves behind it; words are parted by blanks and end before `end`. 1, or 0 at the
 * end. */
int mlf_next_word(const char *text, size_t end, size_t *at, struct mlf_span *word);

#endif
