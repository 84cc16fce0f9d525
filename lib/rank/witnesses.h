/* The items that a judge learns from, where there are more than it can keep. */
#ifndef MLFIX_RANK_WITNESSES_H
#define MLFIX_RANK_WITNESSES_H

#include <stddef.h>

struct mlf_err;
struct mlf_item_key;

/* A judge keeps at most so many items: the photos that come first in the order of their checksums, which is as good as
 * a random choice and the same however the items came in; but of each class the first MLF_WITNESS_PHOTOS photos at
 * least, so that rare classes are known. With C classes no more than MLF_WITNESS_NUMBERS / C, but MLF_WITNESS_LEAST. */
#define MLF_WITNESSES ((size_t)200000)
#define MLF_WITNESS_PHOTOS ((size_t)64)
#define MLF_WITNESS_NUMBERS ((size_t)100000000)
#define MLF_WITNESS_LEAST ((size_t)20000)

/* Sets chosen[i] to 1 for the witnesses among items that are sorted by photo, else to 0, and returns in *count how
 * many they are. The choice among the items that were chosen in each of several parts is the choice among all. */
int mlf_witnesses_choose(const struct mlf_item_key *key, const size_t *label, size_t n, size_t classes, size_t most,
                         unsigned char *chosen, size_t *count, struct mlf_err *err);

#endif
