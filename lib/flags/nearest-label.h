/* The label that was probably meant by a misspelt one. */
#ifndef MLFIX_FLAGS_NEAREST_LABEL_H
#define MLFIX_FLAGS_NEAREST_LABEL_H

struct mlf_string_set;

/* The only label that contains `text`; else the one with the smallest edit distance
 * (V. Levenshtein, "Binary codes capable of correcting deletions, insertions, and
 * reversals", 1966), where that is at most a third of the text's length; of equally near
 * ones the first. NULL where none is near, or comparing would take too long. */
const char *mlf_nearest_label(const struct mlf_string_set *labels, const char *text);

#endif
