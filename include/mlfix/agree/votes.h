/* Who said what about which object: the ballots of all flag files (flags.h),
 * and what reviewers said by silence.
 *
 * A reviewer looked at an object who decided something on it, or on any object
 * of a sheet that shows it (on a honeypot, too; an object that several sheets show
 * tells of none that it was looked at). Who looked and said nothing
 * said that it is right: a silent vote. Without sheets there are none. Silence
 * alone never becomes a decision: it is weighed against what others said, and
 * compared with it. */
#ifndef MLFIX_AGREE_VOTES_H
#define MLFIX_AGREE_VOTES_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_flag;
struct mlf_flags;

/* With more reviewers nothing is weighed or compared. */
#define MLF_VOTES_REVIEWERS 1000

struct mlf_vote {
    size_t target, reviewer;
    const struct mlf_flag *flag; /* NULL: a silent vote */
    const struct mlf_flag *torn; /* the same reviewer, in another file, says otherwise: no vote; else NULL */
    size_t category;             /* see below; MLF_NO_STRING: abstains (unsure, or torn) */
};

/* Categories. A relabel is of MLF_VOTE_RELABEL + the number of its new label; one to the
 * label that the object has anyway is ok, or with a box that. */
enum { MLF_VOTE_OK, MLF_VOTE_INVALID, MLF_VOTE_BOXED, MLF_VOTE_RELABEL };

struct mlf_votes {
    struct mlf_vote *items; /* by object, then reviewer; one for each pair at most; honeypots have none */
    size_t n, capacity;
    size_t *first; /* targets + 1: the votes on target t are first[t] .. first[t + 1] - 1 */
    size_t n_reviewers;
    struct mlf_string_set labels; /* new ones */
};

/* Collects them. Zero-initialised; freed by mlf_votes_free, also after a failure.
 * The flags must outlive the votes, and no file may be read any more. More than
 * MLF_VOTES_REVIEWERS reviewers are an error. Cost: v log v for v votes. */
int mlf_votes_make(struct mlf_votes *votes, const struct mlf_flags *flags, struct mlf_err *err);

/* How many categories there are. */
size_t mlf_votes_categories(const struct mlf_votes *votes);

/* The category of a decision; MLF_NO_STRING where it is unsure or no vote has it. */
size_t mlf_votes_category(const struct mlf_votes *votes, const struct mlf_flags *flags, const struct mlf_flag *flag);

void mlf_votes_free(struct mlf_votes *votes);

#endif
