/* The last step of a judge: it judges labels, of what it learnt from and of what it never saw. */
#ifndef MLFIX_RANK_JUDGE_APPLY_H
#define MLFIX_RANK_JUDGE_APPLY_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_judge;
struct mlf_vectors;

struct mlf_judge_applied {
    size_t judged, suspected;
    size_t known;                  /* records that the judge learnt from, judged without their own labels */
    size_t moved;                  /* of these, cut a little differently since */
    size_t unknown;                /* records of classes that the judge does not know */
    struct mlf_string_set classes; /* these; freed by the caller */
};

/* Opens a judge; freed by mlf_judge_release, which takes NULL. */
struct mlf_judge *mlf_judge_apply_open(const char *path, struct mlf_err *err);
void mlf_judge_release(struct mlf_judge *judge);

/* Whether new records of one photo are judged together, so that they must be handed over together. */
int mlf_judge_by_photo(const struct mlf_judge *judge);

/* Fills into the records that have a vector and a label what mlfix-rank would (rank.h): `score`, `pred`, `prob`,
 * `suggest`, `issues`, `wrong`, `wrong_low`, `wrong_high`, `reasons`, `cluster`.
 *
 * A record that the judge learnt from (by id, photo and vectors, whatever its label is now) gets what was foretold of
 * it with its whole group left out. Any other is judged by all that the judge knows; where groups are pooled, together
 * with those of its photo. What a record gets does not depend on any others but those: to the last byte where the judge
 * learnt from it, else to some millionths (kernel-ask.h). An error where the vectors are not as long as those that the
 * judge knows. What was found is added to `applied`. */
int mlf_judge_apply(const struct mlf_judge *judge, struct mlf_vectors *vectors, int jobs,
                    struct mlf_judge_applied *applied, struct mlf_err *err);

#endif
