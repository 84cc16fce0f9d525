/* Eight floats, which the compiler keeps in one register where the processor has registers of that width. As
 * processor-clones.h, but without AVX-512, whose wider registers eight floats do not fill. */
#ifndef MLFIX_EMBED_LANES_H
#define MLFIX_EMBED_LANES_H

#include <stddef.h>
#include <stdint.h>

typedef float lanes __attribute__((vector_size(32)));
typedef int32_t lane_bits __attribute__((vector_size(32)));
#define LANES ((size_t)8)
#if defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define FOR_EACH_PROCESSOR
#else
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#endif

#endif
