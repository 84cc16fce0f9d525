/* Files of arrays: what mlfix-judge keeps between its runs. A file holds sections, each an array of numbers or of bytes
 * under a name, and a checksum over all of it. It is for this kind of machine (little-endian); another one refuses it.
 *
 * Layout: 64 bytes with magic, kind, version and byte order; then for each section 64 bytes with its name, the size of
 * an item and how many there are, and the items, filled up with zeros to a multiple of 64; and the checksum. */
#ifndef MLFIX_RANK_PACKED_H
#define MLFIX_RANK_PACKED_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/tempfile.h"

struct mlf_err;

/* Raised whenever the meaning of a section changes: files of another version are refused. */
#define MLF_PACKED_VERSION 2
/* Bytes of the name of a section, or of a kind, at most. */
#define MLF_PACKED_NAME 16

struct mlf_packed_writer {
    struct mlf_tempfile temp;
    uint64_t sum;
};

/* kind: what the file is, such as "judge". */
int mlf_packed_create(struct mlf_packed_writer *writer, const char *path, const char *kind, struct mlf_err *err);
int mlf_packed_put(struct mlf_packed_writer *writer, const char *name, const void *items, size_t size, size_t n,
                   struct mlf_err *err);
/* The file appears. Frees the writer, also on failure. */
int mlf_packed_finish(struct mlf_packed_writer *writer, struct mlf_err *err);
/* Harmless on a zeroed or finished writer. */
void mlf_packed_discard(struct mlf_packed_writer *writer);

/* A file that is open: its sections stand in memory, which is not to be changed. */
struct mlf_packed {
    const char *path; /* borrowed */
    void *map;
    size_t length;
    uint64_t sum; /* its checksum, by which files are told apart */
};

/* An error where it is no file of this kind and version, is cut short or damaged. Closed by mlf_packed_close, also
 * after a failure. */
int mlf_packed_open(struct mlf_packed *packed, const char *path, const char *kind, struct mlf_err *err);
void mlf_packed_close(struct mlf_packed *packed);

/* The items of a section and how many there are; NULL and an error where there is none of this name with items of this
 * size. They begin at a multiple of 64 bytes. */
const void *mlf_packed_find(const struct mlf_packed *packed, const char *name, size_t size, size_t *n,
                            struct mlf_err *err);

/* The same of a section with n x m items exactly. */
const void *mlf_packed_get(const struct mlf_packed *packed, const char *name, size_t size, size_t n, size_t m,
                           struct mlf_err *err);

#endif
