/* A function compiled for several kinds of processor; the program takes the one
 * that fits when it is loaded. Thread sanitizer does not survive that choice. Only
 * for static functions: other files do not find those that clang 14 made. */
#ifndef MLFIX_BASE_PROCESSOR_CLONES_H
#define MLFIX_BASE_PROCESSOR_CLONES_H

#if defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define MLF_FOR_EACH_PROCESSOR
#else
#define MLF_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#endif

#endif
