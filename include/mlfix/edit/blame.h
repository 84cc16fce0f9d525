/* Who decided what on one object. */
#ifndef MLFIX_EDIT_BLAME_H
#define MLFIX_EDIT_BLAME_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_targets;

/* What was decided on one object, the earliest first: appends its lines of the
 * ledger to `lines`, and for each calls say() with a sentence. `targets` are the
 * objects that the dataset has now (mlf_targets_scan). Where the object is one of
 * them and its id is a position, its lines are followed backwards by box and
 * label, since the id was another one's before. *n: how many lines. An error where
 * neither ledger nor dataset know the id. */
int mlf_blame_object(const char *root, const struct mlf_targets *targets, const char *id, struct mlf_buf *lines,
                     size_t *n, void (*say)(const char *sentence), struct mlf_err *err);

#endif
