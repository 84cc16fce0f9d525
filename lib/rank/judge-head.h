/* What the parts of a judge and the judge itself have in common as files: settings, classes, items, vectors. */
#ifndef MLFIX_RANK_JUDGE_HEAD_H
#define MLFIX_RANK_JUDGE_HEAD_H

#include <stddef.h>

struct mlf_err;
struct mlf_judge;
struct mlf_judge_sizes;
struct mlf_packed_writer;
struct mlf_ranking;

/* What is written. */
struct mlf_judge_head {
    const struct mlf_judge_sizes *sizes;
    const char *fold_by, *made_by;
    const struct mlf_ranking *ranking; /* items by `key`, `label`, `labels` */
    const float *const *z;             /* of each set */
    const size_t *d;
};

int mlf_judge_head_put(struct mlf_packed_writer *writer, const struct mlf_judge_head *head, struct mlf_err *err);

/* Opens a file of this kind and reads that, into a zeroed judge. An error where something is missing, of another size
 * than it should be, or out of its range. */
int mlf_judge_head_open(struct mlf_judge *judge, const char *path, const char *kind, struct mlf_err *err);

/* Frees a part; of a judge, what is read here. */
void mlf_judge_head_close(struct mlf_judge *judge);

/* n texts that stand one behind the other in a section, each with its NUL, in a new list. */
const char **mlf_judge_texts(const struct mlf_judge *judge, const char *section, size_t n, struct mlf_err *err);

#endif
