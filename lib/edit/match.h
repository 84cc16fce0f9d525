/* Finding flagged objects in the dataset again. */
#ifndef MLFIX_EDIT_MATCH_H
#define MLFIX_EDIT_MATCH_H

struct mlf_dataset;
struct mlf_err;
struct mlf_flags;
struct mlf_match;
struct mlf_targets;

int mlf_match_make(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err);
void mlf_match_free(struct mlf_match *match);

#endif
