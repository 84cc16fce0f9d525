/* The weights with which input pixels are added up to output pixels. */
#ifndef MLFIX_PHOTO_RESIZE_WEIGHTS_H
#define MLFIX_PHOTO_RESIZE_WEIGHTS_H

#include "mlfix/photo/resampling.h"

struct mlf_err;

/* Output position i is the sum of inputs first[i] .. first[i] + taps - 1 times
 * weights[i * taps + t], which sum to 1; weights that are not needed are 0. */
struct mlf_resize_weights {
    int taps;
    int *first;
    float *weights;
};

/* A picture is resized across and then down, so weights for both are in use at once. */
enum mlf_resize_direction { MLF_ACROSS, MLF_DOWN };

/* Weights that a caller holds: either borrowed from the thread's memory or its own. */
struct mlf_resize_use {
    const struct mlf_resize_weights *weights;
    struct mlf_resize_weights own;
};

/* Weights for resizing `in` pixels to `out`. Those of small pictures are kept for the
 * calling thread, which mostly resizes many pictures of similar size; they stay valid
 * until the thread asks for others of the same direction. */
int mlf_resize_weights_get(enum mlf_resize_direction direction, int in, int out, enum mlf_resampling kernel,
                           struct mlf_resize_use *use, struct mlf_err *err);

/* Ends the use; harmless on a zeroed one. */
void mlf_resize_weights_done(struct mlf_resize_use *use);

#endif
