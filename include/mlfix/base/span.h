/* A part of a text, by its place. */
#ifndef MLFIX_BASE_SPAN_H
#define MLFIX_BASE_SPAN_H

#include <stddef.h>

/* The bytes text[offset] .. text[offset + length - 1]. */
struct mlf_span {
    size_t offset;
    size_t length;
};

#endif
