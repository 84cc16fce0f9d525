/* What reviewers have said, in flag files and ledgers, about the records of a stream: for
 * tools that do not change a dataset, but should not ask about the same object again. */
#ifndef MLFIX_AGREE_REVIEWS_H
#define MLFIX_AGREE_REVIEWS_H

#include <stddef.h>

#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"

struct mlf_err;
struct mlf_flag;
struct mlf_record;
struct mlf_records;

struct mlf_reviews {
    struct mlf_targets targets;
    struct mlf_flags flags;
    size_t *flag_of; /* of each record: number of its flag + 1, or 0 */
};

/* Reads n files for these records, which must outlive the reviews.
 * A line about an object that is not among them is no mistake here: of a flag
 * file it is one of flags.problems, of a ledger it is counted in flags.gone.
 * Zero-initialised, freed also after a failure. Without files there are no flags. */
int mlf_reviews_read(struct mlf_reviews *reviews, const struct mlf_records *records, const char *const *paths, size_t n,
                     struct mlf_err *err);

/* The decision on a record; NULL where there is none, where two files differ, or where it
 * is "unsure". */
const struct mlf_flag *mlf_reviews_decision(const struct mlf_reviews *reviews, size_t record);

/* Whether somebody said that the record is right as it is now: with the verdict
 * ok, or with a relabel or a new box that has been carried out. */
int mlf_reviews_confirm(const struct mlf_flag *decision, const struct mlf_record *record);

/* Calls say() with sentences about lines that are not about these records. */
int mlf_reviews_tell(const struct mlf_reviews *reviews, void (*say)(const char *sentence), struct mlf_err *err);

void mlf_reviews_free(struct mlf_reviews *reviews);

#endif
