/* Records of objects on which reviewers have not decided, for the next round of sheets. */
#ifndef MLFIX_AGREE_CONFLICTS_H
#define MLFIX_AGREE_CONFLICTS_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_reader;
struct mlf_record;

/* Whether the object is for the next round: in conflict, open, unsure, or with a wrong label and no
 * other one. */
int mlf_conflicts_include(const struct mlf_flag *flag);

/* Changes the record and appends it as a line: without the fields that say where earlier sheets
 * showed it, with `votes` (what each reviewer said) and `said` (the same, as a caption). */
int mlf_conflicts_print(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_buf *buf,
                        struct mlf_err *err);

/* Appends the records that `reader` gives of all such objects, each object once; *n becomes how
 * many they are. */
int mlf_conflicts_read(struct mlf_reader *reader, const struct mlf_flags *flags, struct mlf_buf *buf, size_t *n,
                       struct mlf_err *err);

#endif
