/* The objects that contact sheets show, for flags that name sheets and cells. */
#ifndef MLFIX_FLAGS_SHEET_TARGETS_H
#define MLFIX_FLAGS_SHEET_TARGETS_H

struct mlf_err;
struct mlf_targets;

/* Adds all objects that sheets show. `path` is a folder of sheets, which is read by its
 * manifest, or a single sheet, read by the text that its file carries
 * (picture-text.h). */
int mlf_sheet_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err);

#endif
