/* What reviewers said about an object, as texts. */
#ifndef MLFIX_AGREE_POLL_H
#define MLFIX_AGREE_POLL_H

#include <stddef.h>

struct mlf_err;
struct mlf_flag;
struct mlf_flags;
struct mlf_poll;

/* What one reviewer says about the object that is being settled. */
struct mlf_poll_word {
    const struct mlf_flag *flag; /* NULL: silence, which says ok */
    size_t reviewer, category;   /* category MLF_NO_STRING: abstains */
    size_t group;                /* of those who vote: the first word that says the same */
    size_t votes;                /* of the first of a group: how many say so ... */
    double weight;               /* ... and the sum of their weights */
};

/* A poll of n words, sorted by reviewer; owned by the flags. NULL and an error where memory is
 * short. */
struct mlf_poll *mlf_poll_new(struct mlf_flags *flags, const struct mlf_poll_word *words, size_t n,
                              struct mlf_err *err);

/* *names becomes the names of the reviewers whose words are marked, each once, joined with ", " and
 * owned by the flags; NULL where none has a name. */
int mlf_poll_names(struct mlf_flags *flags, const struct mlf_poll_word *words, const unsigned char *marked, size_t n,
                   const char **names, struct mlf_err *err);

#endif
