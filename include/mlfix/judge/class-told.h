/* Which classes the predictions tell from the others, and when a label of another class is suspected.
 *
 * A label that surprises is wrong only where the model knows the class. On photos with many
 * classes of few objects it knows most of them hardly at all: it takes cups for persons because
 * there are more persons, and every cup would be suspected. So a class counts as told where the
 * left-out predictions confirm so many of its n labels that with a certainty of 99 % they would confirm at least
 * MLF_TOLD_SHARE of any number of them (the lower end of the interval of E. B. Wilson, "Probable inference, the law of
 * succession, and statistical inference", 1927). In
 * another class a label is suspected only where its probability is below a bound that lies between
 * MLF_SUSPECT_PROBABILITY and
 *     unknown = MLF_UNTOLD_LIFT share (confirmed / (n + 1) + MLF_UNTOLD_CONFIRMED),
 * share being the class's share of all labels: where the model says more than that the class is rare, and than that
 * it does not know it. Where, by its logarithm, is as far as the class is from being told:
 *     bound = MLF_SUSPECT_PROBABILITY ^ sure * unknown ^ (1 - sure),  sure = lower end / MLF_TOLD_SHARE,
 * so that a class which is told by one label less is judged nearly the same. Measured by scripts/eval/finding with
 * photos, planted and frames. In the order of doubt the surprise of such a label counts so much as makes it as large at
 * that bound as the others' is at MLF_SUSPECT_PROBABILITY. */
#ifndef MLFIX_JUDGE_CLASS_TOLD_H
#define MLFIX_JUDGE_CLASS_TOLD_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;

#define MLF_TOLD_SHARE 0.2
#define MLF_TOLD_SURE 2.326 /* standard deviations of a normal distribution, on one side */
#define MLF_UNTOLD_LIFT 0.05
#define MLF_UNTOLD_CONFIRMED 0.05

struct mlf_told {
    size_t classes;
    unsigned char *told;                 /* C: the class is told from the others */
    double *share;                       /* C: of the labels that take part */
    double *least;                       /* C: the bound: a label of a lower probability is suspected */
    size_t judged, untold;               /* classes with labels that take part; of them not told */
    size_t untold_labels, judged_labels; /* labels of those classes; all that take part */
};

/* Fills a zeroed struct, freed by mlf_told_free also after a failure. label: n; items with skip[i] not 0 take no
 * part (`skip` may be NULL). */
int mlf_told_find(struct mlf_told *told, const struct mlf_suspicion *suspicion, const size_t *label,
                  const unsigned char *skip, struct mlf_err *err);

/* The bound of a class that has `share` of all labels and n of its own, so many of which are confirmed; *told: it is
 * told from the others. */
double mlf_told_bound(double confirmed, double n, double share, int *told);

/* Whether the item's label is suspected: another one is likelier, and its probability is below the bound. */
int mlf_told_is_suspect(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label);

/* The surprise of a label of the item, in nats; in a class that is not told multiplied by log MLF_SUSPECT_PROBABILITY /
 * log of the bound. */
double mlf_told_surprise(const struct mlf_told *told, const struct mlf_suspicion *suspicion, size_t item, size_t label);

void mlf_told_free(struct mlf_told *told);

#endif
