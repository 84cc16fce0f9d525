#include "models.h"

#include "mlfix/rank/rank-kept.h"
#include "mlfix/rank/ranking.h"

/* How items are compared by kernel, by enum mlf_rank_preset. Many items are dealt to smaller blocks: the cost of one is
 * cubic. The mean of many small blocks wants less regularisation than one (Zhang, Duchi, Wainwright): on cifar10n-10k
 * blocks of 4,000 give an AP of .542 with .25, .549 with .03, of 2,000 .517 and .525, one of 10,000 .558. */
struct blocks {
    long items;
    double lambda;
};
static const struct blocks few_blocks[] = {{5000, 0.25}, {10000, 0.25}, {17000, 0.4}};
static const struct blocks many_blocks[] = {{2000, 0.05}, {4000, 0.05}, {10000, 0.25}};

struct mlf_suspicion_options mlf_rank_models(const struct mlf_rank_options *options, size_t n)
{
    struct mlf_suspicion_options models;
    const struct blocks *by_preset = n > MLF_JUDGING_MANY && !options->block ? many_blocks : few_blocks;
    mlf_suspicion_defaults(&models);
    models.kernel.block = (size_t)(options->block ? options->block : by_preset[options->preset].items);
    models.kernel.lambda = by_preset[options->preset].lambda;
    models.kernel.seed = (uint64_t)options->seed;
    models.kernel.kept = options->kept ? &options->kept->factors : NULL;
    return models;
}
