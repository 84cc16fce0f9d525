/* Ordering records by a field. */
#ifndef MLFIX_RANK_ORDER_FIELD_H
#define MLFIX_RANK_ORDER_FIELD_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;
struct mlf_records;

/* 1 and the number of a field, or the mean of several whose names are joined by
 * '+'; 0 where one of them is absent or no number. */
int mlf_rank_number(const struct mlf_record *record, const char *field, double *number);

/* Fills place with the records to keep by (section, field): numbers before texts
 * before what is neither, each kind rising or falling, absent ones last, ties in
 * input order; then, in input order, the others. */
int mlf_rank_by_field(const struct mlf_records *records, const unsigned char *keep, const size_t *section,
                      const char *field, int descending, int jobs, size_t *place, struct mlf_err *err);

#endif
