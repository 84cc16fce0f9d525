/* The report of a ranking, for programs. */
#ifndef MLFIX_RANK_REPORT_H
#define MLFIX_RANK_REPORT_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_ranking;

/* Appends the report of a ranking by suspicion as one JSON object. */
int mlf_rank_report(const struct mlf_ranking *ranking, size_t records, struct mlf_buf *buf, struct mlf_err *err);

#endif
