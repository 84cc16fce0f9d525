/* An expression as a tree (the language: filter.h). */
#ifndef MLFIX_RECORD_FILTER_PARSE_H
#define MLFIX_RECORD_FILTER_PARSE_H

#include <stddef.h>

struct mlf_err;

/* Parentheses and "not" may nest this deep. */
#define MLF_FILTER_DEPTH 100

/* New memory, or NULL and what is wrong, at which character. */
struct mlf_filter *mlf_filter_parse(const char *text, struct mlf_err *err);

void mlf_filter_free(struct mlf_filter *filter);

enum filter_kind {
    FILTER_OR, /* of its children */
    FILTER_AND,
    FILTER_NOT,   /* of its one child */
    FILTER_THERE, /* the field is there */
    FILTER_COMPARE,
};

enum filter_relation {
    FILTER_EQUAL,
    FILTER_UNEQUAL,
    FILTER_LESS,
    FILTER_AT_MOST,
    FILTER_MORE,
    FILTER_AT_LEAST,
    FILTER_LIKE,
    FILTER_UNLIKE,
};

#define FILTER_NONE ((size_t)-1)

struct filter_node {
    enum filter_kind kind;
    enum filter_relation relation;
    size_t child; /* the first one, or FILTER_NONE */
    size_t next;  /* the next child of the same parent, or FILTER_NONE */
    char *field;
    char *text;    /* of the value, or the path of the other field */
    int is_field;  /* `text` names one */
    int is_number; /* `text` is one */
    double number;
};

struct mlf_filter {
    struct filter_node *nodes;
    size_t n, capacity;
    size_t root;
};

#endif
