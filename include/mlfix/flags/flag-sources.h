/* Whose flags a file holds, where they do not say it themselves. */
#ifndef MLFIX_FLAGS_FLAG_SOURCES_H
#define MLFIX_FLAGS_FLAG_SOURCES_H

#include <stddef.h>

struct mlf_err;

struct mlf_flag_source {
    const char *path; /* borrowed */
    int painted;      /* a copy of a sheet: one of many that a reviewer may have painted */
    char *name;       /* owned; NULL: nobody's */
};

/* Names them: by[0] for all, or by[i] for source i; without any, where there are several,
 * a flag file's name without folder and extension (with them the folder, where two files
 * are called the same), and of a painted copy that of its folder. Where all would have
 * one such name they have none. Any other number of names than 0, 1 and n is an error. */
int mlf_flag_sources_name(struct mlf_flag_source *sources, size_t n, const char *const *by, size_t n_by,
                          struct mlf_err *err);

/* Frees the names. */
void mlf_flag_sources_free(struct mlf_flag_source *sources, size_t n);

#endif
