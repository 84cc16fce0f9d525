/* Files inside tar archives, by path: "train/000.tar/a.jpg" is the member a.jpg
 * of the file train/000.tar. A folder called x.tar is a folder like any other.
 *
 * Once an archive was looked into, the places of its members are kept in memory,
 * 16 bytes a member, until the archive changes. All functions may be called from
 * several threads. Of two members with one name the first counts. */
#ifndef MLFIX_BASE_ARCHIVE_H
#define MLFIX_BASE_ARCHIVE_H

#include <stddef.h>
#include <sys/stat.h>

struct mlf_err;

/* Where the path leads into an archive (a regular file *.tar): the length of the
 * archive's own path, behind which come a '/' and the member's name. Otherwise 0. */
size_t mlf_archive_part(const char *path);

/* Whether the path is that of a member which can be read. */
int mlf_archive_has(const char *path);

/* mlf_file_read() of file.h, for files as well as members of archives. */
char *mlf_archive_read(const char *path, size_t limit, size_t *length, struct mlf_err *err);

/* stat() of a file; for a member, that of its archive. 0, or -1 and errno. */
int mlf_archive_stat(const char *path, struct stat *status);

#endif
