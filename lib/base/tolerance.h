/* How many items may fail before a run as a whole counts as failed: "N" items, or "N%" of them. */
#ifndef MLFIX_BASE_TOLERANCE_H
#define MLFIX_BASE_TOLERANCE_H

#include <stddef.h>

/* Whether the text says a whole number from 0, or a percentage from 0 to 100. */
int mlf_tolerance_is(const char *text);

/* How many of `all` items may fail by a text that mlf_tolerance_is holds for; not rounded. */
double mlf_tolerance_of(const char *text, size_t all);

#endif
