/* Reading an expression that chooses records. The language is described in
 * filter.h. */
#ifndef MLFIX_RECORD_FILTER_PARSE_H
#define MLFIX_RECORD_FILTER_PARSE_H

struct mlf_err;
struct mlf_filter;

/* The expression in new memory, freed by mlf_filter_free. NULL and an error that
 * says what is wrong and at which character. */
struct mlf_filter *mlf_filter_parse(const char *text, struct mlf_err *err);

/* `filter` may be NULL. */
void mlf_filter_free(struct mlf_filter *filter);

#endif
