/* How the two models of the judge learn, by the options of a ranking. */
#ifndef MLFIX_RANK_MODELS_H
#define MLFIX_RANK_MODELS_H

#include <stddef.h>

#include "mlfix/judge/suspicion.h"

struct mlf_rank_options;

/* More items than this are compared by kernel in smaller blocks, unless a block's size is named. */
#define MLF_JUDGING_MANY ((size_t)20000)

/* How they learn from n items. */
struct mlf_suspicion_options mlf_rank_models(const struct mlf_rank_options *options, size_t n);

#endif
