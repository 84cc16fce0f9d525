/* Judging by the vectors and by a user's own model at once. */
#ifndef MLFIX_RANK_FUSE_MODEL_H
#define MLFIX_RANK_FUSE_MODEL_H

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_records;

/* Takes what is in options->from into a suspicion that was run on vectors. Items
 * that it says nothing of, and those whose label it does not know, are judged
 * by the vectors alone. */
int mlf_rank_fuse(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                  struct mlf_err *err);

#endif
