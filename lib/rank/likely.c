#include "likely.h"

#include <math.h>

#include "mlfix/judge/score.h"
#include "mlfix/rank/ranking.h"

double mlf_rank_probability(const struct mlf_ranking *ranking, size_t item, size_t class)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    size_t label = ranking->label[item], best = s->found[item].best;
    if (!ranking->suggestion.worth || best == label) /* of a model's own word nothing else may be kept */
        return class == best ? s->found[item].probability : mlf_suspicion_probability(s, item, class);
    double stated = ranking->mistaken.p ? ranking->mistaken.p[item] : NAN;
    double w = mlf_suggestion_wrong(&ranking->suggestion, s, &ranking->told, item, label, stated);
    return class == label ? 1 - w : mlf_suggestion_probability(&ranking->suggestion, s, item, label, class, w);
}
