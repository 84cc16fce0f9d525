#include "rank-say.h"

#include "mlfix/cli.h"

/* Slices that are named; --report has all. */
#define NAMED ((size_t)10)

void rank_say_outliers(const struct mlf_ranking *ranking, size_t records)
{
    mlf_note("%zu records, %zu with a vector, %zu outliers", records, ranking->judged, ranking->suspected);
}

void rank_say_duplicates(const struct mlf_ranking *ranking, size_t records)
{
    mlf_note(
        "%zu records, %zu of them have duplicates, in %zu clusters: %zu with several labels, %zu in several splits",
        records, ranking->suspected, ranking->clusters, ranking->conflicting, ranking->leaking);
}

void rank_say_slices(const struct mlf_slices *slices)
{
    mlf_note("%zu records, %zu of %zu judged suspected, %zu slices tested, %zu at fault", slices->records,
             slices->suspected, slices->judged, slices->n, slices->at_fault);
    for (size_t i = 0; i < slices->at_fault && i < NAMED; i++) {
        const struct mlf_slice *one = &slices->items[i];
        mlf_note("%s %s: %zu of %zu suspected, %.1f expected (q %.2g)", slices->fields[one->field],
                 slices->values[one->field].items[one->value], one->suspected, one->n, one->expected, one->q);
    }
    if (slices->at_fault > NAMED)
        mlf_note("and %zu more: --report lists them", slices->at_fault - NAMED);
}
