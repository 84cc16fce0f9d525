/* Texts and their numbers, in order of first appearance. */
#ifndef MLFIX_BASE_NUMBERING_H
#define MLFIX_BASE_NUMBERING_H

#include <stddef.h>

struct mlf_err;

struct mlf_numbering {
    char **items; /* owned */
    size_t n, capacity;
    size_t *table; /* place + 1 of each, open addressing; table_size a power of two */
    size_t table_size;
};

/* Zero-initialise. The number of `text`, which is copied where it is new;
 * (size_t)-1 and an error where memory is short. */
size_t mlf_numbering_add(struct mlf_numbering *names, const char *text, struct mlf_err *err);

/* The number of `text`, or (size_t)-1. */
size_t mlf_numbering_find(const struct mlf_numbering *names, const char *text);

void mlf_numbering_free(struct mlf_numbering *names);

#endif
