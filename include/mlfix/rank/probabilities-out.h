/* The left-out predictions of a ranking as files, for other programs. */
#ifndef MLFIX_RANK_PROBABILITIES_OUT_H
#define MLFIX_RANK_PROBABILITIES_OUT_H

#include <stddef.h>

struct mlf_err;
struct mlf_ranking;

/* Writes `path`, a .npy file of float32, records x classes: row i is of the i-th record of the
 * input, and holds the probabilities of the classes as they are without the record's own label (and
 * without the others of its fold). They add up to 1. The row of a record that was not predicted
 * (it has no vector or no label, or there was nobody to judge by) is all NaN. The ranking is one by
 * suspicion. */
int mlf_rank_probabilities_write(const struct mlf_ranking *ranking, size_t records, const char *path,
                                 struct mlf_err *err);

/* Writes `path`, the names of the columns in their order, as a JSON array (class-list.h reads it). */
int mlf_rank_classes_write(const struct mlf_ranking *ranking, const char *path, struct mlf_err *err);

#endif
