/* Edits as a unified diff, which `patch -p1` in the dataset's folder carries out. */
#ifndef MLFIX_EDIT_DIFF_H
#define MLFIX_EDIT_DIFF_H

#include <stddef.h>

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* Unchanged lines that are shown around a change. */
#define MLF_DIFF_CONTEXT 3

/* A diff repeats whole lines. With lines longer than this (bytes) it would be of no use,
 * and is refused. */
#define MLF_DIFF_LINE ((size_t)1 << 20)

/* For each file that the edits name, appends its diff to `buf` and calls print(), which
 * empties the buffer. All edits of one file must follow each other; they are sorted. A
 * move is written as git does. */
int mlf_diff_print(const char *root, struct mlf_edits *edits, struct mlf_buf *buf,
                   int (*print)(struct mlf_buf *buf, struct mlf_err *err), struct mlf_err *err);

#endif
