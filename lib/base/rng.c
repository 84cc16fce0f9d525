#include "mlfix/base/rng.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

void mlf_rng_seed(struct mlf_rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rng->state[i] = splitmix64(&seed);
}

uint64_t mlf_rng_next(struct mlf_rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t mlf_rng_below(struct mlf_rng *rng, uint64_t n)
{
    /* Values below 2^64 mod n would make small results more likely. */
    uint64_t reject = (UINT64_MAX - n + 1) % n;
    uint64_t x;
    do
        x = mlf_rng_next(rng);
    while (x < reject);
    return x % n;
}

double mlf_rng_uniform(struct mlf_rng *rng)
{
    return (double)(mlf_rng_next(rng) >> 11) * 0x1p-53;
}

double mlf_rng_normal(struct mlf_rng *rng)
{
    double u, v, s;
    do {
        u = 2 * mlf_rng_uniform(rng) - 1;
        v = 2 * mlf_rng_uniform(rng) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

void mlf_rng_permutation(struct mlf_rng *rng, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = (size_t)mlf_rng_below(rng, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}
