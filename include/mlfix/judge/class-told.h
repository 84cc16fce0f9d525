/* Which classes the predictions tell from the others, and when a label of another class is suspected.
 *
 * A label that surprises is wrong only where the model knows the class. On photos with many
 * classes of few objects it knows most of them hardly at all: it takes cups for persons because
 * there are more persons, and every cup would be suspected. So a class counts as told where the
 * left-out predictions confirm at least MLF_TOLD_SHARE of its n labels, as count / (n + 1). In
 * another class a label is suspected only where its probability is also below MLF_UNTOLD_LIFT of
 * the class's share of all labels: where the model says more than that the class is rare. For
 * that comparison the probabilities are
 *     q = (1 - MLF_TOLD_MIX) softmax(P / t) + MLF_TOLD_MIX share,
 * with the t for which the mean of -log q of the given labels is least: unlike the capped surprise
 * of score.h this also weighs what the model is surely wrong about, and its t is larger where the
 * model knows little. */
#ifndef MLFIX_JUDGE_CLASS_TOLD_H
#define MLFIX_JUDGE_CLASS_TOLD_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

#define MLF_TOLD_SHARE 0.25
#define MLF_UNTOLD_LIFT 0.2
#define MLF_TOLD_MIX 0.05

struct mlf_told {
    size_t classes;
    unsigned char *told;                 /* C: the class is told from the others */
    double *share;                       /* C: of the labels that take part */
    double temperature;                  /* t */
    size_t judged, untold;               /* classes with labels that take part; of them not told */
    size_t untold_labels, judged_labels; /* labels of those classes; all that take part */
};

/* Fills a zeroed struct, freed by mlf_told_free also after a failure. label: n; items with skip[i] not 0 take no
 * part (`skip` may be NULL). t is found on at most 20,000 items, evenly spaced. */
int mlf_told_find(struct mlf_told *told, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, int jobs, struct mlf_err *err);

/* Whether the item's label is suspected. */
int mlf_told_is_suspect(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label);

void mlf_told_free(struct mlf_told *told);

#endif
