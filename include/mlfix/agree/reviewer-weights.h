/* How far each reviewer is to be trusted, and how probable each verdict on each
 * object is: Dawid and Skene's model (dawid-skene.h) over the votes (votes.h).
 *
 * Its classes are the verdicts, not the labels: of dozens of labels most would be
 * named a few times by each reviewer, too seldom to learn who confuses which.
 * Two reviewers who relabel an object differently agree that its label is wrong; their
 * weights then decide which label it gets (agreement.h). What a supervisor decided is
 * taken as true. Honeypots are left out, since far more of them are wrong than of the
 * other objects. */
#ifndef MLFIX_AGREE_REVIEWER_WEIGHTS_H
#define MLFIX_AGREE_REVIEWER_WEIGHTS_H

#include <stddef.h>

#include "mlfix/agree/dawid-skene.h"
#include "mlfix/agree/votes.h"

struct mlf_err;
struct mlf_flags;

/* The classes are the first categories of votes, and "wrong" and all relabels as one. */
enum { MLF_WEIGHTS_CLASSES = MLF_VOTE_WRONG + 1 };

extern const char *const mlf_reviewer_weights_classes[]; /* "ok", "remove", "box", "wrong" */

/* Each reviewer is taken to have judged 4 further objects of each class, 3 of them
 * rightly; 1 further object of each class is taken to be there. */
#define MLF_WEIGHTS_RIGHT 3.0
#define MLF_WEIGHTS_WRONG 1.0
#define MLF_WEIGHTS_ITEMS 1.0

struct mlf_reviewer_weight {
    double sensitivity; /* how often he says that a wrong object is not ok: 0..1 */
    double specificity; /* how often he says that a right object is ok: 0..1 */
    double weight;      /* log(a / (1 - a)), a the mean of the two: the weight with which independent votes
                           are to be added whose reliability is the same either way (S. Nitzan, J. Paroush, "Optimal
                           decision rules in uncertain dichotomous choice situations", 1982); 0: he guesses */
};

struct mlf_reviewer_weights {
    struct mlf_dawid_skene model;   /* its raters are the flags' reviewers */
    size_t *item_of;                /* by target: number of its item in the model + 1, or 0: nobody votes */
    size_t *known;                  /* by item: its class where the supervisor decided, else the number of classes */
    struct mlf_reviewer_weight *of; /* by reviewer */
};

/* Learns the weights from the votes. supervisor: a reviewer's number, or MLF_NO_STRING. Zero-initialised; freed
 * by mlf_reviewer_weights_free, also after a failure. */
int mlf_reviewer_weights_make(struct mlf_reviewer_weights *weights, const struct mlf_votes *votes,
                              const struct mlf_flags *flags, size_t supervisor, struct mlf_err *err);

/* The class of a vote's category (not MLF_NO_STRING). */
size_t mlf_reviewer_weights_class(size_t category);

void mlf_reviewer_weights_free(struct mlf_reviewer_weights *weights);

#endif
