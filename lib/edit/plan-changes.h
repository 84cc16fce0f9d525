/* The steps of a plan as the changes that a driver carries out. */
#ifndef MLFIX_EDIT_PLAN_CHANGES_H
#define MLFIX_EDIT_PLAN_CHANGES_H

#include <stddef.h>

struct mlf_change;
struct mlf_err;
struct mlf_plan_step;

struct mlf_change mlf_plan_change(const struct mlf_plan_step *step);

/* Fills `changes`, which has room for n, from the steps of one file, sorted by index: first *changed ones for the
 * driver's edit(), then *added ones for its add_labels(). Where a photo loses a label and gets one, the one becomes the
 * other. */
int mlf_plan_file_changes(struct mlf_plan_step *const *steps, size_t n, struct mlf_change *changes, size_t *changed,
                          size_t *added, struct mlf_err *err);

#endif
