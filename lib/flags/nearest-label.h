/* The label that was probably meant. */
#ifndef MLFIX_FLAGS_NEAREST_LABEL_H
#define MLFIX_FLAGS_NEAREST_LABEL_H

struct mlf_string_set;

/* The only known label that holds `text`, else the one with the smallest edit
 * distance (V. Levenshtein, "Binary codes capable of correcting deletions,
 * insertions, and reversals", 1966) where that is at most a third of the text's
 * length, the first of equals. NULL where none is near. */
const char *mlf_nearest_label(const struct mlf_string_set *labels, const char *text);

#endif
