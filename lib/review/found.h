/* The objects of the dataset that flags may be about: private to the review room. */
#ifndef MLFIX_REVIEW_FOUND_H
#define MLFIX_REVIEW_FOUND_H

#include "match.h"

struct mlf_buf;

/* Whether the flag asks for a change. */
int mlf_found_changes(const struct mlf_flag *flag);

/* Where folders are the labels the photo is the object and the file at once. */
int mlf_found_is_photo(const char *id, const char *file);

/* Whether the target's id depends on its position. */
int mlf_found_is_positional(const struct mlf_target *target);

/* What identifies an object beside its id, as a text. */
int mlf_found_describe(struct mlf_buf *buf, const char *id, const char *file, const char *label, int has_bbox,
                       const double bbox[4], struct mlf_err *err);

/* Fills what `match` knows of the dataset: objects that are flagged, or might be under another id. */
int mlf_found_read(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err);

#endif
