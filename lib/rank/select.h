/* What is shown of a ranking: records that match, samples, the first ones of
 * all or of each section; scores within sections. */
#ifndef MLFIX_RANK_SELECT_H
#define MLFIX_RANK_SELECT_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_records;

/* Sets keep[i] to 1 for the records that match (all, where `where` is NULL), of
 * which it is left to `sample` of them (0: all), drawn with the seed. */
int mlf_rank_choose(const struct mlf_records *records, const struct mlf_rank_options *options, unsigned char *keep,
                    size_t *matching, struct mlf_err *err);

/* Keeps in the ranking the first `n` records of place (ranking->n of them,
 * those that may be kept first), or with `section` the first n of each section,
 * without changing the ranking's order. */
int mlf_rank_limit(struct mlf_ranking *ranking, const size_t *place, const size_t *section, size_t n, size_t records,
                   struct mlf_err *err);

/* Turns the scores of each section's kept records into rank shares: the share
 * of the section's scored records that are less doubtful, equals and itself by
 * half. Without a field `score` holds the values (negative: none); with one its
 * numbers are the values. Writes the field `score`. */
int mlf_rank_normalise(struct mlf_records *records, const size_t *section, const unsigned char *keep, const char *field,
                       int descending, double *score, struct mlf_err *err);

#endif
