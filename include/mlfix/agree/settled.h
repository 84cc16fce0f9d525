/* What people decided on the records of a stream, for a ranking or a judge that learns from it. */
#ifndef MLFIX_AGREE_SETTLED_H
#define MLFIX_AGREE_SETTLED_H

#include <stddef.h>

#include "mlfix/agree/reviews.h"
#include "mlfix/rank/ranking.h"

struct mlf_err;
struct mlf_records;

struct mlf_settled_records {
    struct mlf_reviews reviews;
    struct mlf_settled *settled; /* of each record; its labels belong to the reviews */
};

/* Reads n flag files or ledgers for these records, writes into each record on which something was decided who said
 * what, and calls say() with sentences about what was found. Zero-initialised; freed also after a failure. */
int mlf_settled_read(struct mlf_settled_records *settled, struct mlf_records *records, const char *const *paths,
                     size_t n, void (*say)(const char *sentence), struct mlf_err *err);
void mlf_settled_free(struct mlf_settled_records *settled);

#endif
