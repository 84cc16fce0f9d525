/* mlfix-rank --compare: private to the command. */
#ifndef MLFIX_CMD_RANK_COMPARE_H
#define MLFIX_CMD_RANK_COMPARE_H

#include "mlfix/base/err.h"
#include "mlfix/rank/ranking.h"

struct mlf_err;

/* Prints what the corrections of the flag files did to the error of a model.
 * 0, 1 where records had to be left out, -1. */
int rank_compare(const struct mlf_rank_options *rank, struct mlf_err *err);

#endif
