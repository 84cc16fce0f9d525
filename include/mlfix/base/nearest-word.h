/* The word that was probably meant, for messages about unknown ones: the only
 * candidate that holds the word, else the one with the smallest edit distance,
 * where that is at most a third of the word's length; the first of equals.
 *
 * The distance counts letters that are put in, left out or replaced, and
 * neighbours that changed places (F. Damerau, "A technique for computer
 * detection and correction of spelling errors", 1964), no letter edited twice. */
#ifndef MLFIX_BASE_NEAREST_WORD_H
#define MLFIX_BASE_NEAREST_WORD_H

#include <stddef.h>

struct mlf_nearest {
    const char *word; /* what was written; borrowed */
    const char *found;
    size_t distance; /* a candidate must come nearer than this */
    const char *holder;
    int holders; /* candidates that hold the word */
};

void mlf_nearest_begin(struct mlf_nearest *nearest, const char *word);

/* The candidate stays the caller's and must outlive `nearest`. A word of more
 * than 128 bytes is near to nothing. */
void mlf_nearest_offer(struct mlf_nearest *nearest, const char *candidate);

/* NULL where none is near. */
const char *mlf_nearest_found(const struct mlf_nearest *nearest);

/* All that in one, for a list that ends with NULL. */
const char *mlf_nearest_word(const char *word, const char *const *words);

#endif
