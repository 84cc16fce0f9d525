/* How probable it is that a likelier label is right.
 *
 * A prediction that has not seen the label says how probable a class is by the picture alone. But somebody gave the
 * label, and most labels are right. So of an item with the label g, whose most probable class is another one,
 *     P(k is right) = w a(k) P(k; x) / (1 - P(g; x)).
 * w is the probability that the label is wrong: in a class that is told from the others the one that is stated
 * (wrong-interval.h). In another class none is stated, since a prediction that does not know the class speaks against
 * its labels whether they are right or not. There labels are taken to be wrong as often as in the others, at a rate r,
 * and the predictions to know nothing of a share u of the items, whose labels come as often as they are given (s):
 *     w = r s(g) (1 - P(g; x)) / (r s(g) (1 - P(g; x)) + (1 - r) ((1 - u) P(g; x) + u s(g))),
 * which is at most r / (r + (1 - r) u). u is that by which the labels of these classes become most probable
 * (expectation maximisation). Of a class with too few labels to be judged the predictions know nothing: u is 1.
 *
 * a(k) is what the word for class k is worth: of the items that it is the most probable class of and whose label is
 * right, the share that has it for a label. On photos most of which show persons, whatever is not known is called a
 * person.
 *
 * r is the mean of w over the judged labels of the told classes, and MLF_SUGGESTION_LABELS more of which the share
 * MLF_SUGGESTION_RATE is wrong: what was found on average in ten well-known test sets (C. G. Northcutt, A. Athalye, J.
 * Mueller, "Pervasive label errors in test sets destabilize machine learning benchmarks", 2021). What this comes to:
 * scripts/eval/suggestions. */
#ifndef MLFIX_JUDGE_SUGGESTION_H
#define MLFIX_JUDGE_SUGGESTION_H

#include <stddef.h>

struct mlf_err;
struct mlf_suspicion;
struct mlf_told;

#define MLF_SUGGESTION_RATE 0.033
#define MLF_SUGGESTION_LABELS 20

struct mlf_suggestion {
    double rate, unknown; /* r and u, 0..1 */
    double *worth;        /* C: a, 0..1 */
};

/* label: n; wrong: n, the w that is stated, NAN where none is. Fills a zeroed struct, freed by mlf_suggestion_free also
 * after a failure. */
int mlf_suggestion_fit(struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                       const struct mlf_told *told, const size_t *label, const double *wrong, struct mlf_err *err);

/* w of an item; a label that is no class of the predictions is one of which they know nothing. wrong: the w that is
 * stated, or NAN: then it is found as above. */
double mlf_suggestion_wrong(const struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                            const struct mlf_told *told, size_t item, size_t label, double wrong);

/* The probability that a class of an item, whose label is another one, is right; w is that of its label. */
double mlf_suggestion_probability(const struct mlf_suggestion *suggestion, const struct mlf_suspicion *suspicion,
                                  size_t item, size_t label, size_t class, double w);

void mlf_suggestion_free(struct mlf_suggestion *suggestion);

#endif
