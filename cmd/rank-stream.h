/* Records that are not kept: private to mlfix-rank. */
#ifndef MLFIX_CMD_RANK_STREAM_H
#define MLFIX_CMD_RANK_STREAM_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/rank/ranking.h"

struct mlf_err;

/* Judges the records of the file and prints those that match in their order. */
int rank_stream(const struct mlf_rank_options *rank, const char *path, struct mlf_ranking *ranking, size_t *records,
                struct mlf_err *err);

#endif
