/* What the user said to mlfix-rank: private to the command. */
#ifndef MLFIX_CMD_RANK_OPTIONS_H
#define MLFIX_CMD_RANK_OPTIONS_H

#include "mlfix/base/cli.h"
#include "mlfix/rank/ranking.h"

struct mlf_err;

struct rank_options {
    struct mlf_rank_options rank; /* the table writes into it what the library takes as it stands; what follows is
                                     settled in it, or read here */
    const char *by;               /* an order, "list", FIELD, FIELD:asc or FIELD:desc */
    struct mlf_texts from;
    const char *group_by; /* NULL: the order's own */
    const char *where;
    const char *top; /* "200", "5%" or "0.5%" */
    int keep_embedding;
    struct mlf_texts vectors;
    const char *report;
    const char *probs_out;
    const char *classes_out;
    struct mlf_texts reviewed;
    int stay;
};

extern struct rank_options options;
extern const struct mlf_command rank_command;

/* Names the orders in the help of --by. */
void rank_options_begin(void);

/* Refuses what has no meaning together, which ends the process, and settles what the library takes. */
int rank_options_settle(struct mlf_err *err);

void rank_options_free(void);

#endif
