/* MLF_FOR_EACH_PROCESSOR in front of a function has it compiled for several kinds
 * of processor; the program chooses among these clones when it is loaded. The
 * thread sanitizer crashes during that choice, so there is none under it. Only for
 * static functions: clang 14 gives clones names that other files do not find. */
#ifndef MLFIX_BASE_PROCESSOR_CLONES_H
#define MLFIX_BASE_PROCESSOR_CLONES_H

#if defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define MLF_FOR_EACH_PROCESSOR
#else
#define MLF_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#endif

#endif
