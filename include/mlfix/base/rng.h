/* Seeded random numbers, the same on every machine: xoshiro256** by D. Blackman
 * and S. Vigna ("Scrambled linear pseudorandom number generators", 2018,
 * section 4), its state filled from the seed by splitmix64. Not for secrets. */
#ifndef MLFIX_BASE_RNG_H
#define MLFIX_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct mlf_rng {
    uint64_t state[4];
};

void mlf_rng_seed(struct mlf_rng *rng, uint64_t seed);

/* 64 uniform bits. */
uint64_t mlf_rng_next(struct mlf_rng *rng);

/* A whole number in 0..n-1 without bias; n >= 1. */
uint64_t mlf_rng_below(struct mlf_rng *rng, uint64_t n);

/* Uniform in [0, 1), a multiple of 2^-53. */
double mlf_rng_uniform(struct mlf_rng *rng);

/* Normal with mean 0 and deviation 1 (polar method of G. Marsaglia and
 * T. Bray, "A convenient method for generating normal variables", 1964). */
double mlf_rng_normal(struct mlf_rng *rng);

/* Fills order[0..n-1] with a uniform permutation of 0..n-1 (Fisher-Yates). */
void mlf_rng_permutation(struct mlf_rng *rng, size_t *order, size_t n);

#endif
