/* Finding flagged objects in the dataset again.
 *
 * Between the review and the edit, other edits may have happened, this one included. In
 * many formats an id is a position ("a.xml#3"), so removing object 1 makes object 3 number
 * 2. Objects are therefore recognised by their file, box and label as well. Where several
 * look alike (twins), it helps that most objects are known not to be flagged: these take
 * their places first, and what is left can only be what was flagged. And where nothing in
 * the dataset can tell whether a twin was removed already, the journals can
 * (journal-history.h). */
#ifndef MLFIX_EDIT_MATCH_H
#define MLFIX_EDIT_MATCH_H

struct mlf_dataset;
struct mlf_err;
struct mlf_flags;
struct mlf_match;
struct mlf_targets;

/* Finds the object of every flag: fills match->fits and match->flag_found. Of `match`,
 * only `marks` and `forced` are set before. Freed by mlf_match_free, also after an
 * error. */
int mlf_match_make(struct mlf_match *match, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                   const struct mlf_flags *flags, struct mlf_err *err);
void mlf_match_free(struct mlf_match *match);

#endif
