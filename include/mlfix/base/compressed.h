/* Files that a compressor made, told by their first bytes: none is read here,
 * and each is refused with the name of the program that unpacks it. */
#ifndef MLFIX_BASE_COMPRESSED_H
#define MLFIX_BASE_COMPRESSED_H

#include <stddef.h>

struct mlf_err;

/* So many first bytes tell; fewer may do. */
#define MLF_COMPRESSED_BYTES ((size_t)6)

/* "gzip", "zstd", "bzip2" or "xz"; NULL for all else. */
const char *mlf_compressed_kind(const void *bytes, size_t length);

/* 0, or -1 and an error that says how to read it. "(stdin)" is a name as well. */
int mlf_compressed_refuse(const char *name, const void *bytes, size_t length, struct mlf_err *err);

#endif
