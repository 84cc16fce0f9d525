#include "mlfix/network/network-check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/network/family.h"
#include "mlfix/network/network.h"
#include "mlfix/photo/pixels.h"

enum variant { AS_IT_IS, MIRRORED, MOVED, VARIANTS };

/* Without a sixteenth at the left and at the top, or with left and right exchanged. */
static int make_variant(const struct mlf_pixels *in, enum variant variant, struct mlf_pixels *out, struct mlf_err *err)
{
    int left = variant == MOVED ? in->width / 16 : 0, top = variant == MOVED ? in->height / 16 : 0;
    if (mlf_pixels_room(out, in->width - left, in->height - top, err))
        return -1;
    for (int y = 0; y < out->height; y++) {
        const unsigned char *from = in->data + ((size_t)(y + top) * (size_t)in->width + (size_t)left) * 3;
        unsigned char *to = out->data + (size_t)y * (size_t)out->width * 3;
        if (variant != MIRRORED)
            memcpy(to, from, (size_t)out->width * 3);
        for (int x = 0; variant == MIRRORED && x < out->width; x++)
            memcpy(to + 3 * x, from + 3 * (out->width - 1 - x), 3);
    }
    return 0;
}

/* All variants of all pictures: item v * n + i is picture i in variant v. */
struct sight {
    const struct mlf_network *network;
    const struct mlf_pixels *pictures;
    size_t n;
    int jobs;
    float *vectors;    /* of each item */
    size_t begin, end; /* the items that are wanted now */
};

/* As many items as the network takes at once. */
static int see_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)worker;
    const struct sight *sight = context;
    const struct mlf_network *network = sight->network;
    struct mlf_network_input input = {0};
    size_t batch = mlf_network_batch(network), first = sight->begin + piece * batch;
    size_t end = first + batch < sight->end ? first + batch : sight->end;
    int result = mlf_network_input_new(network, &input, err);
    for (size_t item = first; item < end && result == 0; item++) {
        struct mlf_pixels changed = {0};
        result = make_variant(&sight->pictures[item % sight->n], (enum variant)(item / sight->n), &changed, err);
        if (result == 0)
            result = mlf_network_put(network, &input, &changed, err);
        mlf_pixels_free(&changed);
    }
    if (result == 0)
        result = mlf_network_run(network, &input, sight->vectors + first * mlf_network_dim(network), err);
    mlf_network_input_free(&input);
    return result;
}

/* What kind of numbers they are. */
static void look_at_numbers(const float *vectors, size_t n, size_t dim, struct mlf_network_check *check)
{
    check->shares = 1;
    check->all_equal = n > 1;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        int finite = 1;
        for (size_t j = 0; j < dim; j++) {
            float number = vectors[i * dim + j];
            finite &= isfinite(number) != 0;
            check->negative |= number < 0;
            check->all_equal &= number == vectors[j];
            sum += (double)number;
        }
        check->not_finite += !finite;
        check->shares &= fabs(sum - 1) < 1e-2;
    }
    check->shares &= !check->negative && dim > 1;
}

static double distance(const float *a, const float *b, size_t dim)
{
    double sum = 0;
    for (size_t j = 0; j < dim; j++)
        sum += ((double)a[j] - (double)b[j]) * ((double)a[j] - (double)b[j]);
    return sum;
}

/* The share of pairs in which the own variant is the nearer one; equal distances count half. */
static double nearer(const float *vectors, const float *variants, size_t n, size_t dim)
{
    double won = 0;
    for (size_t i = 0; i < n; i++) {
        double own = distance(vectors + i * dim, variants + i * dim, dim);
        for (size_t j = 0; j < n; j++) {
            double other = j == i ? 0 : distance(vectors + i * dim, variants + j * dim, dim);
            won += j == i ? 0 : own < other ? 1 : own == other ? .5 : 0;
        }
    }
    return won / ((double)n * (double)(n - 1));
}

/* Misses up to this share of the pairs are left alone: a right range had .001 at most, of 2,256 pairs; of few
 * pairs four may be chance. */
static double tolerated(size_t n)
{
    return fmax(.004, 4 / ((double)n * (double)(n - 1)));
}

/* The vectors of the variants first..last of all pictures. */
static int see(struct sight *sight, enum variant first, enum variant last, struct mlf_err *err)
{
    size_t batch = mlf_network_batch(sight->network);
    sight->begin = first * sight->n;
    sight->end = (last + 1) * sight->n;
    return mlf_parallel((sight->end - sight->begin + batch - 1) / batch, sight->jobs, see_piece, sight, err);
}

static void take_roots(struct sight *sight)
{
    size_t dim = mlf_network_dim(sight->network);
    for (size_t i = sight->begin * dim; i < sight->end * dim; i++)
        sight->vectors[i] = sqrtf(fmaxf(sight->vectors[i], 0));
}

/* How the pictures and their variants lie under the preparation that the network has now. Who tells mirror images
 * from other pictures sees moved ones as well: those are looked at only where that is not so. */
static int look(struct sight *sight, struct mlf_network_check *check, struct mlf_err *err)
{
    size_t n = sight->n, dim = mlf_network_dim(sight->network);
    float *vectors = sight->vectors;
    *check = (struct mlf_network_check){.pictures = n, .moved = 1, .mirrored = 1};
    if (see(sight, AS_IT_IS, MIRRORED, err))
        return -1;
    look_at_numbers(vectors, n, dim, check);
    if (n < 2 || check->not_finite)
        return 0;
    if (!check->negative)
        take_roots(sight);
    check->mirrored = nearer(vectors, vectors + MIRRORED * n * dim, n, dim);
    if (1 - check->mirrored <= tolerated(n))
        return 0;
    if (see(sight, MOVED, MOVED, err))
        return -1;
    if (!check->negative)
        take_roots(sight);
    check->moved = nearer(vectors, vectors + MOVED * n * dim, n, dim);
    return 0;
}

/* The share of pairs that a network which sees would not miss. */
static double missed(const struct mlf_network_check *check)
{
    return check->not_finite ? 2 : 2 - check->moved - check->mirrored;
}

/* Whether another usual range of numbers would serve better. */
static int try_ranges(struct mlf_network *network, struct sight *sight, struct mlf_network_check *check,
                      struct mlf_err *err)
{
    static const struct mlf_network_range ranges[] = {
        {{.485, .456, .406}, {.229, .224, .225}, "--net-as imagenet"},
        {{.5, .5, .5}, {.5, .5, .5}, "--net-as siglip"},
        {{0, 0, 0}, {1 / 255., 1 / 255., 1 / 255.}, "--net-as raw"},
        {{0, 0, 0}, {1, 1, 1}, "--net-std 1,1,1"},
    };
    struct mlf_network_range own = mlf_network_range(network);
    double least = missed(check) / 2;
    int result = 0;
    size_t n_ranges = sizeof ranges / sizeof *ranges;
    /* Of equals the first one counts: the one that networks of this layout mostly want. */
    for (size_t k = 0; k < n_ranges && result == 0; k++) {
        size_t r = (k + (mlf_network_channels_last(network) ? 2 : 0)) % n_ranges;
        struct mlf_network_check other;
        mlf_network_set_range(network, &ranges[r]);
        result = look(sight, &other, err);
        if (result == 0 && missed(&other) < least) {
            least = missed(&other);
            check->better = ranges[r].name;
            check->better_mirrored = other.mirrored;
        }
    }
    mlf_network_set_range(network, &own);
    return result;
}

int mlf_network_check(struct mlf_network *network, const struct mlf_pixels *pictures, size_t n, int jobs,
                      struct mlf_network_check *check, struct mlf_err *err)
{
    struct sight sight = {network, pictures, n, jobs, NULL, 0, 0};
    sight.vectors = mlf_alloc(VARIANTS * n * mlf_network_dim(network), sizeof *sight.vectors, err);
    int result = sight.vectors ? look(&sight, check, err) : -1;
    if (result == 0 && n >= MLF_NETWORK_SAMPLE_LEAST && missed(check) > tolerated(n) &&
        !mlf_network_takes_bytes(network))
        result = try_ranges(network, &sight, check, err);
    free(sight.vectors);
    return result;
}
