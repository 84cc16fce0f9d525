/* The label that was probably meant by a misspelt one. */
#ifndef MLFIX_FLAGS_NEAREST_LABEL_H
#define MLFIX_FLAGS_NEAREST_LABEL_H

struct mlf_string_set;

/* What nearest-word.h finds among the known labels; NULL where none is near. */
const char *mlf_nearest_label(const struct mlf_string_set *labels, const char *text);

#endif
