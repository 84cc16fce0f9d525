/* mlfix-rank --estimate: private to the command. */
#ifndef MLFIX_CMD_RANK_ESTIMATE_H
#define MLFIX_CMD_RANK_ESTIMATE_H

struct mlf_err;
struct mlf_rank_options;

/* Prints what the run would take; 0 or -1. */
int rank_estimate(const struct mlf_rank_options *rank, const char *path, struct mlf_err *err);

#endif
