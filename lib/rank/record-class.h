/* The class of a record. */
#ifndef MLFIX_RANK_RECORD_CLASS_H
#define MLFIX_RANK_RECORD_CLASS_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;
struct mlf_string_set;

/* The class of a record: `label`, which is freed, is what mlf_record_string gave with `broken`. 1
 * and its number, which it gets where it is new; 0 where the record has no label; -1 and an error. */
int mlf_rank_class(const struct mlf_record *record, char *label, const struct mlf_err *broken,
                   struct mlf_string_set *labels, size_t *number, struct mlf_err *err);

#endif
