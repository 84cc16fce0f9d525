/* What the user said to mlfix-rank: private to the command. */
#ifndef MLFIX_CMD_RANK_OPTIONS_H
#define MLFIX_CMD_RANK_OPTIONS_H

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/rank/ranking.h"

struct mlf_err;

struct rank_options {
    const char *by; /* NULL: suspicion */
    struct mlf_texts from;
    const char *classes;
    const char *ids;
    int logits;
    int fuse;
    int stream;
    int measure;
    int prune;
    const char *group_by; /* NULL: the order's own */
    const char *fold_by;
    int fold_duplicates; /* -1: where there is no --fold-by */
    int lookalikes;
    int strict;
    int alike; /* -1: not said */
    const char *where;
    const char *top;
    long per_group;
    long sample;
    int normalise;
    int keep_embedding;
    const char *vectors;
    const char *report;
    struct mlf_texts reviewed;
    int preset;
    long block; /* 0: the preset's */
    long seed;
};

extern struct rank_options options;
extern const struct mlf_command rank_command;

/* Fills the library's options from the user's; wrong usage ends the process. */
int rank_options_settle(struct mlf_rank_options *rank, struct mlf_err *err);
/* Their parts: NULL or a sentence. --top is "200" or "5%" or "0.5%"; --by one of
 * the orders, FIELD, FIELD:asc or FIELD:desc, whose name is cut off in place. */
const char *rank_read_top(struct mlf_rank_options *rank);
const char *rank_read_by(struct mlf_rank_options *rank, char *text);

void rank_options_free(struct mlf_rank_options *rank);

#endif
