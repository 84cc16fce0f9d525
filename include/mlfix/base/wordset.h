/* A set of texts, each with a number: 0, 1, 2, … in the order they were added. */
#ifndef MLFIX_BASE_WORDSET_H
#define MLFIX_BASE_WORDSET_H

#include <stddef.h>

struct mlf_err;

#define MLF_NO_WORD ((size_t)-1)

struct mlf_wordset {
    char **items; /* n texts, owned; a text never moves once it was added */
    size_t n, capacity;
    size_t *slots; /* hash table: number + 1, or 0 */
    size_t n_slots;
};

/* Zero-initialise with `struct mlf_wordset names = {0};`. */

/* The text's number, or MLF_NO_WORD. */
size_t mlf_wordset_find(const struct mlf_wordset *names, const char *text);

/* The text's number in *number, added where it is new: 1 new, 0 known, -1 on
 * error. `number` may be NULL. */
int mlf_wordset_add(struct mlf_wordset *names, const char *text, size_t *number, struct mlf_err *err);

/* The set's own copy of the text, added where it is new; NULL on error. */
const char *mlf_wordset_keep(struct mlf_wordset *names, const char *text, struct mlf_err *err);

void mlf_wordset_free(struct mlf_wordset *names);

#endif
