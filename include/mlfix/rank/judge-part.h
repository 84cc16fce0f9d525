/* The first step of a judge that learns from many parts of a dataset: what one part has to say. */
#ifndef MLFIX_RANK_JUDGE_PART_H
#define MLFIX_RANK_JUDGE_PART_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_vectors;

struct mlf_judge_part {
    size_t items;     /* records with a vector and a label */
    size_t witnesses; /* of these, in the file */
    size_t classes;
};

/* Writes a part to `path`, which appears whole: the records' keys, labels and vectors (all of them, or as many as a
 * judge keeps, see lib/rank/witnesses.h). Of the options `fold_by`, `settled` and `witnesses` are read. The vectors are
 * reordered. A part of no items is one, too: a shard may hold nothing to learn from. */
int mlf_judge_part_write(struct mlf_judge_part *part, struct mlf_vectors *vectors,
                         const struct mlf_rank_options *options, const char *path, struct mlf_err *err);

#endif
