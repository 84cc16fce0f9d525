/* The weighted graph of neighbours along which plane.c draws rows together. */
#ifndef MLFIX_NUMERIC_PLANE_GRAPH_H
#define MLFIX_NUMERIC_PLANE_GRAPH_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_neighbours;

/* Row i's edges are first[i] .. first[i + 1] - 1, by rising other end. Each edge stands at both ends. */
struct mlf_plane_graph {
    size_t n;
    size_t *first;   /* n + 1 */
    uint32_t *other; /* the row at the other end */
    float *weight;   /* 0 to 1 */
};

/* Makes the graph of the first k neighbours. Freed by mlf_plane_graph_free, also after a failure. */
int mlf_plane_graph_make(struct mlf_plane_graph *graph, const struct mlf_neighbours *near, size_t k,
                         struct mlf_err *err);

void mlf_plane_graph_free(struct mlf_plane_graph *graph);

#endif
