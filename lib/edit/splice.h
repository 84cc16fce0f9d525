/* Carrying edits out on a file, piece by piece, so that memory does not grow with the
 * file. */
#ifndef MLFIX_EDIT_SPLICE_H
#define MLFIX_EDIT_SPLICE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct mlf_edits;
struct mlf_err;

/* Checksums of the file's bytes and of what the edits make of them. */
struct mlf_splice_sums {
    uint64_t before, after;
};

/* Reads `path` (an error where it is larger than MLF_LIMIT_ANNOTATION_FILE) and carries out the
 * edits, which must all be of this file, and sorted (mlf_edits_sort). The new contents
 * are written to `out`, where a failure shows when it is closed; NULL: only the checksums
 * are wanted. The edits that lead back are added to `undo` (may be NULL), for `file`. */
int mlf_splice(const char *path, const char *file, const struct mlf_edits *edits, FILE *out, struct mlf_edits *undo,
               struct mlf_splice_sums *sums, struct mlf_err *err);

/* Whether the edits (sorted, all of one file) turn the contents of the file `from` into
 * those of the file `to`: 1, 0, or -1 on error. */
int mlf_splice_leads(const char *from, const struct mlf_edits *edits, const char *to, struct mlf_err *err);

/* The checksum of a file. */
int mlf_splice_sum(const char *path, uint64_t *sum, struct mlf_err *err);

#endif
