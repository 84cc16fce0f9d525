/* A sheet that came without its manifest. */
#ifndef MLFIX_FLAGS_SHEET_TARGETS_H
#define MLFIX_FLAGS_SHEET_TARGETS_H

struct mlf_err;
struct mlf_targets;

/* Adds all that a review's sheets show: a folder of them, by its manifest, or one
 * sheet, by what its file carries (picture-text.h). */
int mlf_sheet_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err);

#endif
