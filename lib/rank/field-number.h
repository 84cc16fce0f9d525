/* The number that a field holds, or several together. */
#ifndef MLFIX_RANK_FIELD_NUMBER_H
#define MLFIX_RANK_FIELD_NUMBER_H

struct mlf_record;

/* 1 and the number of a field, or the mean of several whose names are joined by
 * '+'; 0 where one of them is absent or no number. */
int mlf_rank_number(const struct mlf_record *record, const char *field, double *number);

#endif
