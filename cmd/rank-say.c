#include "rank-say.h"

#include "mlfix/base/message.h"
#include "rank-options.h"

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

void rank_say_lookalikes(const struct mlf_ranking *ranking, size_t records)
{
    mlf_note("%zu records, %zu of them look like one with another label, across %zu pairs of classes", records,
             ranking->suspected, ranking->clusters);
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

/* A model that agrees with the labels of so many records hardly more often than
 * one that knows nothing of them is not in their order. */
#define LOOK_AT_LEAST ((size_t)30)
#define CHANCE_FACTOR 1.2

/* One label in so many is rarely wrong. */
#define MANY 3

void rank_say_suspicion(const struct mlf_ranking *ranking, size_t records)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    mlf_note("%zu records, %zu judged, %zu suspected, %zu not judged", records, ranking->judged, ranking->suspected,
             records - ranking->judged);
    if (ranking->unknown > 0)
        mlf_note("%zu records have a label that the model does not know", ranking->unknown);
    if (ranking->scaled > 0)
        mlf_note(
            "%zu records have probabilities that do not add up to 1: they were scaled (if these are logits, say so "
            "with --logits)",
            ranking->scaled);
    if (options.from.n > 0 && ranking->items >= LOOK_AT_LEAST && s->agreement < CHANCE_FACTOR * ranking->chance)
        mlf_warn(
            "the model agrees with %.1f %% of the labels, %.1f %% would by chance: are its rows and classes in the "
            "right order (--ids, --classes)?",
            100 * s->agreement, 100 * ranking->chance);
    if (options.from.n == 0 && ranking->judged >= LOOK_AT_LEAST && ranking->suspected > ranking->judged / MANY)
        mlf_note("more than a third is suspected: the labels are as bad as that, or the pictures alone do not tell the "
                 "classes apart, as where many of them have few objects; a trained model's word helps then (--from "
                 "with --fuse)");
    if (options.fuse)
        mlf_note("the model of --from has %.1f %% of the word", 100 * s->word_share);
    else if (options.from.n > 0)
        return;
    mlf_detail("%zu classes, %zu groups left out together; kernel share %.2f, pool %.2f, temperature %.2f; "
               "labels agree with the others' word: %.1f %%",
               ranking->labels.n, ranking->folds, s->kernel_share, s->pool, s->temperature, 100 * s->agreement);
}
