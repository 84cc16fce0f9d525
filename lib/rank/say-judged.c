#include "say-judged.h"

#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"

/* A model that agrees with the labels of so many records hardly more often than
 * one that knows nothing of them is not in their order. */
#define LOOK_AT_LEAST ((size_t)30)
#define CHANCE_FACTOR 1.2

void mlf_rank_say_judged(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                         const struct mlf_rank_voice *voice)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    voice->note("%zu records, %zu judged, %zu suspected, %zu not judged", records, ranking->judged, ranking->suspected,
                records - ranking->judged);
    if (ranking->unknown > 0)
        voice->note("%zu records have a label that the model does not know", ranking->unknown);
    if (ranking->scaled > 0)
        voice->note(
            "%zu records have probabilities that do not add up to 1: they were scaled (if these are logits, say "
            "so with --logits)",
            ranking->scaled);
    if (options->from_n > 0 && ranking->items >= LOOK_AT_LEAST && s->agreement < CHANCE_FACTOR * ranking->chance)
        voice->warn("the model agrees with %.1f %% of the labels, %.1f %% would by chance: are its rows and classes in "
                    "the right order (--ids, --classes)?",
                    100 * s->agreement, 100 * ranking->chance);
}
