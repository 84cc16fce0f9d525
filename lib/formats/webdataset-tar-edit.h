/* Steps that change an archive in place (private to the driver). */
#ifndef MLFIX_FORMATS_WEBDATASET_TAR_EDIT_H
#define MLFIX_FORMATS_WEBDATASET_TAR_EDIT_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/tar.h"
#include "mlfix/dataset/edits.h"

struct mlf_edits;
struct mlf_err;
struct mlf_tar;
struct mlf_tar_entry;
struct mlf_tar_member;

/* Adds the steps that make `pieces` (offsets count from the beginning of the entry's data), and what follows from
 * them: the size and the checksum in the header, the bytes that fill up the last block. */
int tar_edit_data(const struct mlf_tar *tar, const char *file, const struct mlf_tar_entry *entry,
                  const struct mlf_edits *pieces, struct mlf_edits *edits, struct mlf_err *err);

/* Renames a member, wherever its name stands: 1, or 0 where so long a name does not fit there; -1 on error. */
int tar_edit_name(const struct mlf_tar *tar, const char *file, const struct mlf_tar_member *member, const char *name,
                  struct mlf_edits *edits, struct mlf_err *err);

#endif
