/* A pretrained network of the user's, run by ONNX Runtime: pictures in, a vector each out. */
#ifndef MLFIX_NETWORK_NETWORK_H
#define MLFIX_NETWORK_NETWORK_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_network;
struct mlf_network_range;
struct mlf_pixels;

/* What the user said; NULL, 0: nothing. */
struct mlf_network_wish {
    const char *model, *library, *output;
    int family; /* enum mlf_network_family; MLF_NETWORK_FAMILIES: nothing */
    int side, batch;
    const char *mean, *deviation; /* three numbers each */
};

/* The network, tried with one grey picture, so that what does not fit is told before any
 * picture is read. NULL and an error; freed by mlf_network_close. */
struct mlf_network *mlf_network_open(const struct mlf_network_wish *wish, struct mlf_err *err);
void mlf_network_close(struct mlf_network *network);

/* Numbers of a vector; most pictures of one run. */
size_t mlf_network_dim(const struct mlf_network *network);
size_t mlf_network_batch(const struct mlf_network *network);

/* The longer side to which pictures are resized. */
int mlf_network_side(const struct mlf_network *network);

/* How bytes become numbers; may be changed between runs. */
struct mlf_network_range mlf_network_range(const struct mlf_network *network);
void mlf_network_set_range(struct mlf_network *network, const struct mlf_network_range *range);

/* Whether its input is batch x height x width x 3. */
int mlf_network_channels_last(const struct mlf_network *network);

/* Whether its input is bytes as they are, of no range that could be wrong. */
int mlf_network_takes_bytes(const struct mlf_network *network);

/* What was found and assumed, a sentence in new memory. */
char *mlf_network_describe(const struct mlf_network *network, struct mlf_err *err);

/* Whether the square root (of the absolute value, with its sign) is taken of each number. */
void mlf_network_take_root(struct mlf_network *network, int root);

/* What tells the vectors of this network from those of others: a checksum of the model's file and of its weights
 * beside it, as they were when it was opened, of the output and of how pictures are prepared, the root included. */
int mlf_network_fingerprint(const struct mlf_network *network, uint64_t *fingerprint, struct mlf_err *err);

/* Pictures on their way into the network, mlf_network_batch of them at most. Used by one thread. */
struct mlf_network_input {
    void *numbers;
    size_t n;
};

int mlf_network_input_new(const struct mlf_network *network, struct mlf_network_input *input, struct mlf_err *err);
void mlf_network_input_free(struct mlf_network_input *input);

/* Resizes the picture, whatever its aspect, and puts it behind the others. */
int mlf_network_put(const struct mlf_network *network, struct mlf_network_input *input,
                    const struct mlf_pixels *picture, struct mlf_err *err);

/* The vectors of the pictures put, n x dim, which may be not finite; then the input is empty. Its
 * arithmetic runs on the calling thread; several threads may run inputs of their own at once. */
int mlf_network_run(const struct mlf_network *network, struct mlf_network_input *input, float *vectors,
                    struct mlf_err *err);

#endif
