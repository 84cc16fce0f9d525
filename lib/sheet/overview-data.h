/* What an overview shows, taken out of the records. */
#ifndef MLFIX_SHEET_OVERVIEW_DATA_H
#define MLFIX_SHEET_OVERVIEW_DATA_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_sheets;

#define MLF_OVERVIEW_BINS 40

struct mlf_overview_point {
    float x, y;   /* 0 to 1 */
    size_t label; /* MLF_NO_STRING: it has none */
    int doubted;
};

struct mlf_overview_pair {
    size_t label, suggest; /* of doubted crops */
    size_t n;
};

struct mlf_overview_data {
    struct mlf_string_set labels;
    struct mlf_overview_point *points; /* those with a place, n_points */
    size_t n_points, point_capacity;
    struct mlf_overview_pair *pairs; /* by label, then suggestion */
    size_t n_pairs, pair_capacity;
    double *scores; /* of each crop that has one, and whether it is doubted */
    unsigned char *scored_doubted;
    size_t n_scores;
    size_t crops, doubted;
    double least, most;                                              /* scores */
    size_t bins[MLF_OVERVIEW_BINS], doubted_bins[MLF_OVERVIEW_BINS]; /* from least to most, equally wide */
};

/* Reads all crops of planned sheets. Freed by mlf_overview_data_free, also after a failure. */
int mlf_overview_data_read(struct mlf_overview_data *data, const struct mlf_sheets *sheets, struct mlf_err *err);

/* Up to `most` labels that have most to do with doubts, in the order of the set: chosen[]. How many they are, or -1. */
long mlf_overview_data_choose(const struct mlf_overview_data *data, size_t most, size_t *chosen, struct mlf_err *err);

void mlf_overview_data_free(struct mlf_overview_data *data);

#endif
