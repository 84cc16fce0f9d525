/* A set of texts, numbered 0, 1, 2, ... in the order in which they first came. */
#ifndef MLFIX_BASE_STRING_SET_H
#define MLFIX_BASE_STRING_SET_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

#define MLF_NO_STRING ((size_t)-1)

struct mlf_string_slot {
    uint32_t place; /* number + 1, or 0 where the slot is free */
    uint32_t hash;
};

/* Zero-initialise: `struct mlf_string_set names = {0};`. The set owns its texts. A
 * text never moves once it was added, so pointers to it stay valid until the set is
 * freed. */
struct mlf_string_set {
    char **items;    /* n texts, each with a NUL behind it */
    size_t *lengths; /* of each, without that NUL; a text may hold others */
    size_t n, capacity, length_capacity;
    struct mlf_string_slot *slots; /* hash table; slot_count is a power of two */
    size_t slot_count;
};

/* Adds a copy of the text where it is new. *number is the text's number and *added
 * says whether it is new; both may be NULL. Returns 0, or -1 and an error, with the set
 * as it was. */
int mlf_string_set_add(struct mlf_string_set *set, const char *text, size_t *number, int *added, struct mlf_err *err);

/* The same for `length` bytes, which need no NUL behind them. */
int mlf_string_set_add_bytes(struct mlf_string_set *set, const char *bytes, size_t length, size_t *number, int *added,
                             struct mlf_err *err);

/* The set's own copy of the text, added where it is new; NULL and an error where memory is short. */
const char *mlf_string_set_keep(struct mlf_string_set *set, const char *text, struct mlf_err *err);

/* The number of the text, or MLF_NO_STRING. */
size_t mlf_string_set_find(const struct mlf_string_set *set, const char *text);
size_t mlf_string_set_find_bytes(const struct mlf_string_set *set, const char *bytes, size_t length);

void mlf_string_set_free(struct mlf_string_set *set);

#endif
