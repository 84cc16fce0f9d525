/* Who said what about which object: the ballots of all flag files (flags.h), and what
 * reviewers said by silence.
 *
 * A reviewer has looked at an object if he decided something about it, or about another
 * object or honeypot on the same sheet. (A decision about an object that several sheets
 * show tells nothing about which sheet he looked at.) A reviewer who looked at an object
 * and said nothing about it has said that it is right: a silent vote. Without sheets
 * there are no silent votes. Silence alone never becomes a decision; it is only weighed
 * against, and compared with, what others said. */
#ifndef MLFIX_AGREE_VOTES_H
#define MLFIX_AGREE_VOTES_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_flag;
struct mlf_flags;

struct mlf_vote {
    size_t target, reviewer;
    const struct mlf_flag *flag; /* NULL: a silent vote */
    const struct mlf_flag *torn; /* what he says otherwise in another file, so that he has no vote; else NULL */
    size_t category;             /* see below; MLF_NO_STRING: abstains (unsure, or torn) */
};

/* Categories of votes. A relabel has the category MLF_VOTE_RELABEL + the number of its new
 * label. A relabel to the label that the object has anyway counts as ok, or as a new box
 * where it has one. */
enum { MLF_VOTE_OK, MLF_VOTE_REMOVED, MLF_VOTE_BOXED, MLF_VOTE_WRONG, MLF_VOTE_RELABEL };

struct mlf_votes {
    struct mlf_vote *items; /* by object, then reviewer, at most one for each pair; honeypots have none */
    size_t n, capacity;
    size_t *first; /* targets + 1: the votes on target t are first[t] .. first[t + 1] - 1 */
    size_t n_reviewers;
    struct mlf_string_set labels; /* the new labels of relabels */
};

/* Collects the votes. Zero-initialised; freed by mlf_votes_free, also after a failure.
 * The flags must outlive the votes, and no file may be read any more. More than
 * MLF_LIMIT_REVIEWERS reviewers are an error. Cost: v log v for v votes. */
int mlf_votes_make(struct mlf_votes *votes, const struct mlf_flags *flags, struct mlf_err *err);

/* How many categories there are. */
size_t mlf_votes_categories(const struct mlf_votes *votes);

/* The category of a decision; MLF_NO_STRING where it is unsure or no vote has it. */
size_t mlf_votes_category(const struct mlf_votes *votes, const struct mlf_flags *flags, const struct mlf_flag *flag);

void mlf_votes_free(struct mlf_votes *votes);

#endif
