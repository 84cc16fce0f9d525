/* The fields that a ranking's options name. */
#ifndef MLFIX_RANK_OPTION_FIELDS_H
#define MLFIX_RANK_OPTION_FIELDS_H

struct mlf_err;
struct mlf_named_fields;
struct mlf_rank_options;
struct mlf_records;

/* Lists them. `records`, which may be NULL, tell whether a '+' in --by joins two fields or belongs to the
 * name of one. */
int mlf_rank_option_fields(struct mlf_named_fields *named, const struct mlf_rank_options *options,
                           const struct mlf_records *records, struct mlf_err *err);

/* Lists them, looks for them in the records, and fails where one is wrong. */
int mlf_rank_check_fields(struct mlf_named_fields *named, const struct mlf_rank_options *options,
                          const struct mlf_records *records, struct mlf_err *err);

#endif
