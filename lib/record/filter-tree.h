/* An expression of filter.h as a tree: what parsing makes and matching walks. */
#ifndef MLFIX_RECORD_FILTER_TREE_H
#define MLFIX_RECORD_FILTER_TREE_H

#include <stddef.h>

enum filter_kind {
    FILTER_OR, /* one of its children holds */
    FILTER_AND,
    FILTER_NOT,   /* its only child does not hold */
    FILTER_THERE, /* the field is there, and neither null nor false */
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
    size_t child;  /* the first one, or FILTER_NONE */
    size_t next;   /* the next child of the same parent, or FILTER_NONE */
    char *field;   /* path of the field that is tested */
    char *text;    /* what it is compared with: a value, or the path of another field */
    int is_field;  /* `text` is such a path */
    int is_number; /* `text` is a number, which is then in `number` */
    double number;
};

struct mlf_filter {
    struct filter_node *nodes;
    size_t n, capacity;
    size_t root; /* index of the node that stands for the whole expression */
};

#endif
