/* Writing what a ranking found into the records. */
#ifndef MLFIX_RANK_FIELDS_H
#define MLFIX_RANK_FIELDS_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_record;
struct mlf_records;
struct mlf_sections;

/* Writes what was found about each item, or about one, into its record. */
int mlf_rank_write_item(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record, struct mlf_err *err);
int mlf_rank_write_items(const struct mlf_ranking *ranking, struct mlf_records *records,
                         const struct mlf_rank_options *options, struct mlf_err *err);

/* The same with what `cluster` is to say of each item's cluster, by its first item: JSON texts, NULL for none. */
int mlf_rank_write_named(const struct mlf_ranking *ranking, struct mlf_records *records, const char *const *names,
                         int jobs, struct mlf_err *err);

/* Writes `group` and `position` into the records of the ranking. */
int mlf_rank_write_places(const struct mlf_ranking *ranking, struct mlf_records *records,
                          const struct mlf_sections *sections, int jobs, struct mlf_err *err);

#endif
