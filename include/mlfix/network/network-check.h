/* Whether a network sees anything in these pictures: a wrong range of numbers or a wrong
 * layout gives no error, only worse vectors. */
#ifndef MLFIX_NETWORK_NETWORK_CHECK_H
#define MLFIX_NETWORK_NETWORK_CHECK_H

#include <stddef.h>

struct mlf_err;
struct mlf_network;
struct mlf_pixels;

/* Pictures that are looked at, at most; of so many a judgement is made. */
#define MLF_NETWORK_SAMPLE ((size_t)48)
#define MLF_NETWORK_SAMPLE_LEAST ((size_t)6)

struct mlf_network_check {
    size_t pictures;
    size_t not_finite; /* pictures with such numbers; then nothing else is filled in */
    int negative;      /* there are numbers below 0 */
    int shares;        /* each vector's numbers are not negative and add up to 1: a classifier's probabilities */
    int all_equal;     /* the pictures differ and their vectors do not */
    /* How often a picture lies nearer to its own variant than to that of another one: 1 for a
     * network that sees, 1/2 for noise. The variants: moved by a sixteenth, which is looked
     * at only where mirror images are often missed; mirrored. */
    double moved, mirrored;
    /* Where these are not near 1, other usual ranges of numbers are tried; the options that name one under which
     * less than half as many pairs are missed, and how often mirror images are the nearer ones then. Else NULL. */
    const char *better;
    double better_mirrored;
};

/* Root: taken for the distances where no number is negative, as the vectors will be. n <= MLF_NETWORK_SAMPLE. */
int mlf_network_check(struct mlf_network *network, const struct mlf_pixels *pictures, size_t n, int jobs,
                      struct mlf_network_check *check, struct mlf_err *err);

#endif
