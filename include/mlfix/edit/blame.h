/* Who decided what about one object, by the ledger. */
#ifndef MLFIX_EDIT_BLAME_H
#define MLFIX_EDIT_BLAME_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_targets;

/* Appends to `lines` the ledger's lines about the object with this id, the earliest
 * first, and calls say() with a sentence for each; *n becomes how many they are.
 * `targets` are the objects that the dataset has now (mlf_targets_scan). Where the object
 * is one of them and its id is a position, the id may have been another object's before:
 * its lines are then followed back in time by box and label. An error where neither the
 * ledger nor the dataset has the id. */
int mlf_blame_object(const char *root, const struct mlf_targets *targets, const char *id, struct mlf_buf *lines,
                     size_t *n, void (*say)(const char *sentence), struct mlf_err *err);

#endif
