/* Files inside tar archives, by path: "train/000.tar/a.jpg" is the member a.jpg
 * of the file train/000.tar. A folder called x.tar is a folder as any other, and a
 * file that is there under the whole path is that file.
 *
 * The members' places are kept once an archive was looked into: 16 bytes a
 * member, until the archive changes. All functions may be called from several
 * threads. Of two members of one name the first is meant. */
#ifndef MLFIX_BASE_ARCHIVE_H
#define MLFIX_BASE_ARCHIVE_H

#include <stddef.h>
#include <sys/stat.h>

struct mlf_err;

/* How many bytes of the path name an archive (a regular file *.tar), with the name of a
 * member and a '/' before it behind them; 0 where it names none. */
size_t mlf_archive_part(const char *path);

/* Whether the path is that of a member which can be read. */
int mlf_archive_has(const char *path);

/* mlf_file_read() of file.h for files and members. */
char *mlf_archive_read(const char *path, size_t limit, size_t *length, struct mlf_err *err);

/* stat() for a file, and for a member of its archive: 0, or -1 and errno. */
int mlf_archive_stat(const char *path, struct stat *status);

#endif
