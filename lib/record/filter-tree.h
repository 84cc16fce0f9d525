/* An expression of filter.h as a tree: what parsing makes and matching walks. */
#ifndef MLFIX_RECORD_FILTER_TREE_H
#define MLFIX_RECORD_FILTER_TREE_H

#include <stddef.h>

enum mlf_filter_kind {
    MLF_FILTER_OR, /* one of its children holds */
    MLF_FILTER_AND,
    MLF_FILTER_NOT,   /* its only child does not hold */
    MLF_FILTER_THERE, /* the field is there, and neither null nor false */
    MLF_FILTER_COMPARE,
};

enum mlf_filter_relation {
    MLF_FILTER_EQUAL,
    MLF_FILTER_UNEQUAL,
    MLF_FILTER_LESS,
    MLF_FILTER_AT_MOST,
    MLF_FILTER_MORE,
    MLF_FILTER_AT_LEAST,
    MLF_FILTER_LIKE,
    MLF_FILTER_UNLIKE,
};

#define MLF_FILTER_NONE ((size_t)-1)

struct mlf_filter_node {
    enum mlf_filter_kind kind;
    enum mlf_filter_relation relation;
    size_t child;  /* the first one, or MLF_FILTER_NONE */
    size_t next;   /* the next child of the same parent, or MLF_FILTER_NONE */
    char *field;   /* path of the field that is tested */
    char *text;    /* what it is compared with: a value, or the path of another field */
    int is_field;  /* `text` is such a path */
    int is_number; /* `text` is a number, which is then in `number` */
    double number;
};

struct mlf_filter {
    struct mlf_filter_node *nodes;
    size_t n, capacity;
    size_t root; /* index of the node that stands for the whole expression */
};

#endif
