/* mlfix-rank --reviewed: private to the command. */
#ifndef MLFIX_CMD_RANK_REVIEWED_H
#define MLFIX_CMD_RANK_REVIEWED_H

#include "mlfix/agree/reviews.h"
#include "mlfix/base/err.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/records.h"

struct mlf_err;

struct rank_reviewed {
    struct mlf_reviews reviews;
    struct mlf_settled *settled; /* of each record; its labels belong to the reviews */
};

/* Reads the files of --reviewed for these records, and writes into each on which
 * something was decided who said what. Freed also after a failure. */
int rank_read_reviewed(struct rank_reviewed *reviewed, struct mlf_records *records, struct mlf_err *err);
void rank_free_reviewed(struct rank_reviewed *reviewed);

#endif
