/* A file with edits carried out on it, piece by piece, so that memory does not
 * grow with the file. */
#ifndef MLFIX_EDIT_SPLICE_H
#define MLFIX_EDIT_SPLICE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct mlf_edits;
struct mlf_err;

/* Annotation files larger than this are not edited. */
#define MLF_ANNOTATION_LIMIT ((size_t)16 << 30)

/* Checksums of the file's bytes and of what the edits make of them. */
struct mlf_splice_sums {
    uint64_t before, after;
};

/* Reads `path` (larger than MLF_ANNOTATION_LIMIT is an error) and carries out
 * the edits, all of this file and sorted (mlf_edits_sort). What comes out is
 * written to `out`, where a failure shows when it is closed; NULL: only the sums
 * are wanted. `undo` (may be NULL) gets the edits that lead back, for `file`. */
int mlf_splice(const char *path, const char *file, const struct mlf_edits *edits, FILE *out, struct mlf_edits *undo,
               struct mlf_splice_sums *sums, struct mlf_err *err);

/* Whether the edits (sorted, all of one file) make of the file `from` the bytes of the file `to`:
 * 1, 0, or -1 and an error. */
int mlf_splice_leads(const char *from, const struct mlf_edits *edits, const char *to, struct mlf_err *err);

/* The checksum of a file. */
int mlf_splice_sum(const char *path, uint64_t *sum, struct mlf_err *err);

#endif
