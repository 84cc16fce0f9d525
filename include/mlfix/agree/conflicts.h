/* Records of objects on which nothing is decided, for the next round of sheets. */
#ifndef MLFIX_AGREE_CONFLICTS_H
#define MLFIX_AGREE_CONFLICTS_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_reader;
struct mlf_record;

/* Whether the object is for the next round: in conflict, open, or unsure. */
int mlf_conflicts_include(const struct mlf_flag *flag);

/* Appends a record as a line: its fields, without those that say where earlier sheets showed it,
 * `votes` (what each reviewer said) and `said` (the same, as a caption). The record itself becomes so. */
int mlf_conflicts_print(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_buf *buf,
                        struct mlf_err *err);

/* Appends those of all such flags whose record `reader` has, each once; *n: how many. */
int mlf_conflicts_read(struct mlf_reader *reader, const struct mlf_flags *flags, struct mlf_buf *buf, size_t *n,
                       struct mlf_err *err);

#endif
