/* All files below a folder, in a fixed order. */
#ifndef MLFIX_BASE_FOLDER_LIST_H
#define MLFIX_BASE_FOLDER_LIST_H

#include <stddef.h>

struct mlf_err;

/* The entries below `root`, recursively, that are regular files or links to
 * such, as paths relative to root, sorted by strcmp. Names that start with '.'
 * are left out, as are folders for which skip(context, relative) is not 0
 * (skip may be NULL). Loops of links end: links to folders are not followed.
 * *paths and its strings are the caller's (mlf_folder_list_free). */
int mlf_folder_list(const char *root, int (*skip)(void *context, const char *relative), void *context, char ***paths,
                    size_t *n, struct mlf_err *err);
void mlf_folder_list_free(char **paths, size_t n);

#endif
