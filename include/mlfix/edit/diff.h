/* Edits as a unified diff, which `patch -p1` in the dataset's folder carries out. */
#ifndef MLFIX_EDIT_DIFF_H
#define MLFIX_EDIT_DIFF_H

#include <stddef.h>

struct mlf_buf;
struct mlf_edits;
struct mlf_err;

/* Lines around a change. */
#define MLF_DIFF_CONTEXT 3

/* A diff repeats whole lines: of a file with a longer one than this it would be of no use to anyone,
 * and is refused. */
#define MLF_DIFF_LINE ((size_t)1 << 20)

/* Appends the diff of each file that the edits name to `buf` and calls print() behind each, which empties
 * it. A move is told in git's way. All edits of one file stand together. */
int mlf_diff_print(const char *root, struct mlf_edits *edits, struct mlf_buf *buf,
                   int (*print)(struct mlf_buf *buf, struct mlf_err *err), struct mlf_err *err);

#endif
