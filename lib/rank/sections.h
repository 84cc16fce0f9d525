/* The sections of a ranking: records that share the values of some fields. */
#ifndef MLFIX_RANK_SECTIONS_H
#define MLFIX_RANK_SECTIONS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_records;

/* The sections of a ranking: one for each different tuple of group-by values. */
struct mlf_sections {
    struct mlf_string_set names; /* what `group` will say */
    size_t *of;                  /* section of each record: its name's number, later its rank */
    size_t *rank;                /* rank of each name */
    size_t *weight;              /* of each name, where it is not the number of suspected records; or NULL */
};

/* One field: its value, "(none)" where it is absent. Several: the first one's
 * value, then ", FIELD: value" for each other. */
int mlf_sections_make(struct mlf_sections *sections, const struct mlf_records *records, const char *const *fields,
                      size_t n, struct mlf_err *err);

/* Ranks the sections by weight[name], larger first, equal ones by name (bytes),
 * and turns sections->of into these ranks. weight may be NULL: all equal. */
int mlf_sections_rank(struct mlf_sections *sections, size_t records, const size_t *weight, struct mlf_err *err);

void mlf_sections_free(struct mlf_sections *sections);

/* Groups of items (records item[0..n-1]) for leaving out: equal texts of
 * `field` (NULL: of the track where an item has one, else of the photo); items without the field are alone. group: n,
 * *groups of them. */
int mlf_rank_folds(const struct mlf_records *records, const size_t *item, size_t n, const char *field, size_t *group,
                   size_t *groups, struct mlf_err *err);

#endif
