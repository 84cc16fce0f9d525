/* The files and folders of a dataset. */
#ifndef MLFIX_DATASET_FILES_H
#define MLFIX_DATASET_FILES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_string_set;

/* Folder of what was taken out by an edit; no driver reads it. */
#define MLF_INVALID_FOLDER "_invalid"
/* What macOS leaves in archives; no driver reads it. */
#define MLF_RESOURCE_FOLDER "__MACOSX"

int mlf_is_folder(const char *root, const char *relative);

/* A regular file, or a member of an archive (archive.h). */
int mlf_is_file(const char *root, const char *relative);

/* The part of a photo's name that names a file of the disk: the archive for a member, else all of it; new memory.
 * NULL where `root` itself is an archive, or a folder in one. */
int mlf_archive_name(const char *root, const char *photo, char **name, struct mlf_err *err);

/* The names (not paths) in one folder, sorted, without hidden ones and _invalid: those of folders
 * or those of files. A folder that is not there has none. */
int mlf_folder_entries(const char *root, const char *relative, int folders, struct mlf_string_set *names,
                       struct mlf_err *err);

/* The files with that extension (any case) in one folder, the same way. */
int mlf_folder_files(const char *root, const char *relative, const char *extension, struct mlf_string_set *names,
                     struct mlf_err *err);

/* All files below root/relative (paths relative to root) with that extension
 * (".xml", any case; NULL: all images), sorted; _invalid and hidden ones left out. A folder that
 * is not there has none. */
int mlf_files_below(const char *root, const char *relative, const char *extension, struct mlf_string_set *names,
                    struct mlf_err *err);

/* The same of all files that are no images. */
int mlf_other_files(const char *root, struct mlf_string_set *names, struct mlf_err *err);

/* "a/b", or b where a is "" or "."; new memory. */
char *mlf_below(const char *a, const char *b, struct mlf_err *err);

#endif
