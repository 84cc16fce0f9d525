/* The objects of the dataset that flags may be about: private to the review room. */
#ifndef MLFIX_REVIEW_MATCH_READ_H
#define MLFIX_REVIEW_MATCH_READ_H

#include "match.h"

/* Fills what `match` knows of the dataset: objects that are flagged, or might be under another id. */
int mlf_match_read(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err);

#endif
