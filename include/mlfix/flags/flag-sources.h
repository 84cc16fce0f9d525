/* The names of reviewers for files that do not name them. */
#ifndef MLFIX_FLAGS_FLAG_SOURCES_H
#define MLFIX_FLAGS_FLAG_SOURCES_H

#include <stddef.h>

struct mlf_err;

/* A file that holds decisions. */
struct mlf_flag_source {
    const char *path; /* borrowed */
    int painted;      /* it is a painted copy of a sheet: one of several that a reviewer may have painted */
    char *name;       /* the reviewer; owned; NULL: no name */
};

/* Gives the n sources their names. With one name in `by`, all get that; with n names, one
 * each; any other number but 0 is an error. Without names, a flag file gets its file name
 * without folder and extension (with the folder, where two files are called the same),
 * and a painted copy gets the name of its folder; but where all would get the same name,
 * as a single file does, they have none. */
int mlf_flag_sources_name(struct mlf_flag_source *sources, size_t n, const char *const *by, size_t n_by,
                          struct mlf_err *err);

/* Frees the names. */
void mlf_flag_sources_free(struct mlf_flag_source *sources, size_t n);

#endif
