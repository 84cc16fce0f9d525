/* The members of a tar archive as they stand in the file: names and spans of
 * bytes, nothing unpacked. Reads ustar and pax (POSIX.1-2001, pax, "ustar Interchange
 * Format" and "pax Interchange Format": path and size), GNU's long names and
 * base-256 sizes, and the V7 format before them. */
#ifndef MLFIX_BASE_TAR_H
#define MLFIX_BASE_TAR_H

#include <stddef.h>

struct mlf_err;

#define MLF_TAR_BLOCK ((size_t)512)

/* A header block and the data behind it, which is padded to a whole number of
 * blocks. */
struct mlf_tar_entry {
    size_t header, data; /* offsets in the archive */
    size_t size;         /* bytes of data, without the padding */
};

enum mlf_tar_naming {
    MLF_TAR_NAME_IN_HEADER, /* in the member's own header block */
    MLF_TAR_NAME_GNU,       /* the data of a GNU entry of type L, with a NUL behind it */
    MLF_TAR_NAME_PAX,       /* a record "LENGTH path=NAME\n" of a pax entry of type x */
};

/* A regular file in the archive. */
struct mlf_tar_member {
    const char *name;            /* as it is stored, without "./" in front; valid until the walk goes on */
    size_t begin;                /* offset of the first block that belongs to it */
    struct mlf_tar_entry entry;  /* its own header and data */
    enum mlf_tar_naming naming;  /* where its name stands */
    struct mlf_tar_entry named;  /* the entry that holds the name, where that is not its own header: */
    size_t name_at, name_length; /* the place of the name, or of its whole pax record, in that entry's data */
    int sized_by_pax;            /* the size stands in a pax entry, too */
    int sparse;                  /* holes of the file are left out, so the data is not the file's content */
};

/* A walk over an archive. */
struct mlf_tar {
    int fd;
    char *path; /* for messages; owned */
    size_t length;
    size_t at; /* offset of the next block */
    char *name;
    size_t name_capacity;
};

int mlf_tar_open(struct mlf_tar *tar, const char *path, struct mlf_err *err);

/* Moves to the next regular file; folders, links and devices are passed over.
 * Returns 1; 0 at the end; -1 where the archive is damaged, cut off, compressed or no
 * archive at all. Errors begin with "path:offset: ". An archive may end without the
 * two empty blocks that the format asks for. */
int mlf_tar_next(struct mlf_tar *tar, struct mlf_tar_member *member, struct mlf_err *err);

/* Reads `length` bytes at `offset` of the archive; an error where there are less. */
int mlf_tar_read(const struct mlf_tar *tar, size_t offset, size_t length, char *bytes, struct mlf_err *err);

/* The data of an entry in new memory with a NUL behind it; an error beyond `limit` bytes. */
char *mlf_tar_data(const struct mlf_tar *tar, const struct mlf_tar_entry *entry, size_t limit, struct mlf_err *err);

void mlf_tar_close(struct mlf_tar *tar);

/* The number of bytes, 0..511, that pad so much data to whole blocks. */
size_t mlf_tar_padding(size_t size);

/* The sum of all bytes of a header block, where those of the checksum field itself
 * count as blanks. */
unsigned mlf_tar_checksum(const char header[512]);

#endif
