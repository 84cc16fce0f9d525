/* What mlfix-rank says of the orders that do not judge labels: private to the
 * command. */
#ifndef MLFIX_CMD_RANK_SAY_H
#define MLFIX_CMD_RANK_SAY_H

#include <stddef.h>

#include "mlfix/rank/ranking.h"
#include "mlfix/rank/slices.h"

void rank_say_outliers(const struct mlf_ranking *ranking, size_t records);
void rank_say_duplicates(const struct mlf_ranking *ranking, size_t records);
void rank_say_lookalikes(const struct mlf_ranking *ranking, size_t records);
void rank_say_slices(const struct mlf_slices *slices);
void rank_say_suspicion(const struct mlf_ranking *ranking, size_t records);

#endif
