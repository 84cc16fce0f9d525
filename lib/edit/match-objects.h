/* Reading those objects of a dataset that flags may be about. */
#ifndef MLFIX_EDIT_MATCH_OBJECTS_H
#define MLFIX_EDIT_MATCH_OBJECTS_H

struct mlf_dataset;
struct mlf_err;
struct mlf_flags;
struct mlf_match;
struct mlf_targets;

/* Fills the objects of `match` and the ways to find them: all objects that are flagged, or
 * might be flagged ones under another id. */
int mlf_match_objects_read(struct mlf_match *match, const struct mlf_dataset *dataset,
                           const struct mlf_targets *targets, const struct mlf_flags *flags, struct mlf_err *err);

#endif
