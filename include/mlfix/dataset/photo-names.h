/* What a photo may be called elsewhere, and the path that is meant. */
#ifndef MLFIX_DATASET_PHOTO_NAMES_H
#define MLFIX_DATASET_PHOTO_NAMES_H

#include "mlfix/base/err.h"

struct mlf_err;
struct mlf_string_set;

/* Adds the paths that a name may mean, likeliest first: the name with slashes for backslashes, without drive, "./" and
 * "x/../"; of an address what its query carries (?d=, ?fileuri= in base64, ?url=, ?path= and others), and its path
 * behind the host; each also with %20 and its like decoded. No path begins with a slash or holds "..". */
int mlf_photo_paths(const char *name, struct mlf_string_set *paths, struct mlf_err *err);

#endif
