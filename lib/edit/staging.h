/* New contents of files, kept beside them under temporary names until all are complete and
 * on disk. */
#ifndef MLFIX_EDIT_STAGING_H
#define MLFIX_EDIT_STAGING_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_edits;
struct mlf_err;
struct mlf_splice_sums;
struct mlf_tempfile;

struct mlf_staging {
    struct mlf_tempfile *temps;
    size_t n, capacity;
    struct mlf_string_set folders; /* those in which something is renamed */
};

/* Writes beside `target` what the edits (sorted) make of it. `undo` and `sums` are as for
 * mlf_splice; where undo is given, it is checked that it leads back. */
int mlf_staging_add(struct mlf_staging *staging, const char *target, const char *file, const struct mlf_edits *edits,
                    struct mlf_edits *undo, struct mlf_splice_sums *sums, struct mlf_err *err);

/* Notes that root/relative will appear or disappear, and that its folders may be new. */
int mlf_staging_note(struct mlf_staging *staging, const char *root, const char *relative, struct mlf_err *err);

/* Forces the new contents to disk. They are flushed at the same time, since a disk takes
 * many at once in little more time than one. */
int mlf_staging_sync(const struct mlf_staging *staging, struct mlf_err *err);

/* Renames all into place. Where one fails, those before it stay renamed. */
int mlf_staging_commit(struct mlf_staging *staging, struct mlf_err *err);

/* Forces the renames to disk. */
int mlf_staging_sync_folders(const struct mlf_staging *staging, struct mlf_err *err);

/* Removes what was not committed, and frees the struct. */
void mlf_staging_free(struct mlf_staging *staging);

#endif
