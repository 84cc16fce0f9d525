/* The parts of rank.c. */
#ifndef MLFIX_LEARN_RANK_PARTS_H
#define MLFIX_LEARN_RANK_PARTS_H

#include <stddef.h>

#include "mlfix/rank.h"

/* The value of a field as text: a string's characters, any other value's JSON.
 * NULL without an error where the field is absent or null. */
char *mlf_rank_text(const struct mlf_record *record, const char *field, struct mlf_err *err);

/* The sections of a ranking: one for each different tuple of group-by values. */
struct mlf_sections {
    struct mlf_numbering names; /* what `group` will say */
    size_t *of;                 /* section of each record: its name's number, later its rank */
    size_t *rank;               /* rank of each name */
};

/* One field: its value, "(none)" where it is absent. Several: the first one's
 * value, then ", FIELD: value" for each other. */
int mlf_sections_make(struct mlf_sections *sections, const struct mlf_records *records, const char *const *fields,
                      size_t n, struct mlf_err *err);

/* Ranks the sections by weight[name], larger first, equal ones by name (bytes),
 * and turns sections->of into these ranks. weight may be NULL: all equal. */
int mlf_sections_rank(struct mlf_sections *sections, size_t records, const size_t *weight, struct mlf_err *err);

void mlf_sections_free(struct mlf_sections *sections);

/* Fills place with the records by (section, field): numbers before texts before
 * what is neither, each kind rising or falling, absent ones last, ties in input
 * order. section may be NULL: one section. */
int mlf_rank_by_field(const struct mlf_records *records, const size_t *section, const char *field, int descending,
                      size_t *place, struct mlf_err *err);

/* Groups of items (records item[0..n-1]) for leaving out: equal texts of
 * `field`; items without the field are alone. group: n, *groups of them. */
int mlf_rank_folds(const struct mlf_records *records, const size_t *item, size_t n, const char *field, size_t *group,
                   size_t *groups, struct mlf_err *err);

/* Writes what was found about each item into its record. */
int mlf_rank_write_items(const struct mlf_ranking *ranking, struct mlf_records *records, int jobs, struct mlf_err *err);

/* Writes `group` and `position` into the records of the ranking. */
int mlf_rank_write_places(const struct mlf_ranking *ranking, struct mlf_records *records,
                          const struct mlf_sections *sections, int jobs, struct mlf_err *err);

#endif
