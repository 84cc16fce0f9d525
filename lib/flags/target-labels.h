/* The labels of photos that have sets of them, as objects that flags are about: those that a photo has, and those that
 * it may get. */
#ifndef MLFIX_FLAGS_TARGET_LABELS_H
#define MLFIX_FLAGS_TARGET_LABELS_H

#include <stddef.h>

struct mlf_err;
struct mlf_targets;

/* Finds the object that is this label of the photo of `target`; one that the photo does not have is made where `adds`
 * is set. *number becomes MLF_NO_STRING where there is none. An error where `target` is of no photo with a set of
 * labels. */
int mlf_target_label(struct mlf_targets *targets, size_t target, const char *label, int adds, size_t *number,
                     struct mlf_err *err);

#endif
