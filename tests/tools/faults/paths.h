/* By which path a call comes: the functions that stand above it. It is a sum of the places that 16 of them are to
 * return to, each relative to the library that it lies in, so that it is the same in every run. Calls are many, paths
 * are few, and it is a path that does or does not know what to do about a failure. */
#ifndef MLFIX_TESTS_TOOLS_FAULTS_PATHS_H
#define MLFIX_TESTS_TOOLS_FAULTS_PATHS_H

#include <stddef.h>
#include <stdint.h>

/* The path that is looked for; 0: none. */
void fault_want_path(uint64_t path);

/* To be called in a call: notes its path; whether it is the first that comes by the wanted one. */
int fault_comes_by_path(void);

/* All paths by which calls came, in the order in which they first did; how many. */
size_t fault_paths(const uint64_t **all);

#endif
