/* Weights of resampling. */
#ifndef MLFIX_PHOTO_RESIZE_WEIGHTS_H
#define MLFIX_PHOTO_RESIZE_WEIGHTS_H

#include "mlfix/photo/pixels.h"

struct mlf_err;

/* For each output position i the inputs first[i] .. first[i] + taps - 1 with
 * weights[i * taps + t], which sum to 1; unused ones are 0. */
struct mlf_resize_weights {
    int taps;
    int *first;
    float *weights;
};

/* A picture is resized across and then down: weights of both at once. */
enum mlf_resize_direction { MLF_ACROSS, MLF_DOWN };

/* Weights while they are used: kept ones, or its own. */
struct mlf_resize_use {
    const struct mlf_resize_weights *weights;
    struct mlf_resize_weights own;
};

/* From `in` to `out` pixels. Those of small pictures are kept for the calling
 * thread, which mostly resizes many pictures of like size: they are good until it
 * asks for others of that direction. */
int mlf_resize_weights_get(enum mlf_resize_direction direction, int in, int out, enum mlf_resampling kernel,
                           struct mlf_resize_use *use, struct mlf_err *err);

/* Harmless on a zeroed one. */
void mlf_resize_weights_done(struct mlf_resize_use *use);

#endif
