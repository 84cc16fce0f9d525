/* The parts of rank.c. */
#ifndef MLFIX_LEARN_RANK_PARTS_H
#define MLFIX_LEARN_RANK_PARTS_H

#include <stddef.h>

#include "mlfix/groups.h"
#include "mlfix/rank.h"

/* The sections of a ranking: one for each different tuple of group-by values. */
struct mlf_sections {
    struct mlf_numbering names; /* what `group` will say */
    size_t *of;                 /* section of each record: its name's number, later its rank */
    size_t *rank;               /* rank of each name */
    size_t *weight;             /* of each name, where it is not the number of suspected records; or NULL */
};

/* One field: its value, "(none)" where it is absent. Several: the first one's
 * value, then ", FIELD: value" for each other. */
int mlf_sections_make(struct mlf_sections *sections, const struct mlf_records *records, const char *const *fields,
                      size_t n, struct mlf_err *err);

/* Ranks the sections by weight[name], larger first, equal ones by name (bytes),
 * and turns sections->of into these ranks. weight may be NULL: all equal. */
int mlf_sections_rank(struct mlf_sections *sections, size_t records, const size_t *weight, struct mlf_err *err);

void mlf_sections_free(struct mlf_sections *sections);

/* 1 and the number of a field, or the mean of several whose names are joined by
 * '+'; 0 where one of them is absent or no number. */
int mlf_rank_number(const struct mlf_record *record, const char *field, double *number);

/* Fills place with the records to keep by (section, field): numbers before texts
 * before what is neither, each kind rising or falling, absent ones last, ties in
 * input order; then, in input order, the others. */
int mlf_rank_by_field(const struct mlf_records *records, const unsigned char *keep, const size_t *section,
                      const char *field, int descending, int jobs, size_t *place, struct mlf_err *err);

/* The class of a record: `label`, which is freed, is what mlf_record_string gave with `broken`. 1
 * and its number, which it gets where it is new; 0 where the record has no label; -1 and an error. */
int mlf_rank_class(const struct mlf_record *record, char *label, const struct mlf_err *broken,
                   struct mlf_numbering *labels, size_t *number, struct mlf_err *err);

/* Groups of items (records item[0..n-1]) for leaving out: equal texts of
 * `field`; items without the field are alone. group: n, *groups of them. */
int mlf_rank_folds(const struct mlf_records *records, const size_t *item, size_t n, const char *field, size_t *group,
                   size_t *groups, struct mlf_err *err);

/* Fills `cluster` and `alike` of a ranking: near-duplicates, whatever photo they
 * are from. */
int mlf_rank_clusters(struct mlf_ranking *ranking, const struct mlf_pair *pairs, size_t count, struct mlf_err *err);

/* Writes what was found about each item, or about one, into its record. */
int mlf_rank_write_item(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record, struct mlf_err *err);
int mlf_rank_write_items(const struct mlf_ranking *ranking, struct mlf_records *records,
                         const struct mlf_rank_options *options, struct mlf_err *err);

/* Takes back what an earlier ranking said of a record on which this one says nothing. */
void mlf_rank_take_back(struct mlf_record *record);

/* ---- rank-settled.c: what people decided ---- */

/* The label to learn from: what a person decided, else the record's own, in new
 * memory. NULL where the record takes no part, with an error or without. */
char *mlf_settled_label(const struct mlf_rank_options *options, const struct mlf_records *records, size_t record,
                        struct mlf_err *err);

/* Settled items are not doubtful at all. */
void mlf_settled_score(struct mlf_ranking *ranking, const struct mlf_rank_options *options);

/* Writes into a record what a decision leaves to say: the suggestion is the
 * reviewer's, as long as it is not carried out. */
int mlf_settled_write(const struct mlf_settled *settled, struct mlf_record *record, struct mlf_err *err);

/* Fills `noise` and `mistaken`: how probable it is that each label is wrong. */
int mlf_rank_find_mistakes(struct mlf_ranking *ranking, const struct mlf_records *records,
                           const struct mlf_rank_options *options, struct mlf_err *err);

/* Writes `reasons` of one item, whose label is suspected. */
int mlf_rank_write_reasons(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record,
                           struct mlf_err *err);

/* Writes `group` and `position` into the records of the ranking. */
int mlf_rank_write_places(const struct mlf_ranking *ranking, struct mlf_records *records,
                          const struct mlf_sections *sections, int jobs, struct mlf_err *err);

/* Judges by the probabilities in options->from: fills the ranking's items,
 * labels, suspicion, confident, score and wrong. */
int mlf_rank_given(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                   struct mlf_err *err);

/* The same in the parts that a stream needs, whose records are not in memory.
 * Items that are judged are listed in ranking->item and ->label, as classes of
 * `labels`; `runs` are about the items, wanted and state have room for them. */
struct mlf_given;
struct mlf_judging {
    struct mlf_ranking *ranking;
    struct mlf_records *records; /* NULL in a stream */
    const struct mlf_rank_options *options;
    struct mlf_given *given;
    struct mlf_numbering labels;
    unsigned char *state; /* of each item, enum mlf_row_state */
    unsigned char *fault; /* in a stream, of each record: the state for which it gets an `error` */
};
int mlf_rank_judge_outputs(struct mlf_judging *judging, unsigned char *broken, struct mlf_err *err);

/* Why a record has no score, in new memory. */
char *mlf_rank_fault(const struct mlf_given *given, unsigned char state, struct mlf_err *err);

/* Takes what is in options->from into a suspicion that was run on vectors. Items
 * that it says nothing of, and those whose label it does not know, are judged
 * by the vectors alone. */
int mlf_rank_fuse(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                  struct mlf_err *err);

/* ---- rank-select.c: what is shown ---- */

/* Sets keep[i] to 1 for the records that match (all, where `where` is NULL), of
 * which it is left to `sample` of them (0: all), drawn with the seed. */
int mlf_rank_choose(const struct mlf_records *records, const struct mlf_rank_options *options, unsigned char *keep,
                    size_t *matching, struct mlf_err *err);

/* Keeps in the ranking the first `n` records of place (ranking->n of them,
 * those that may be kept first), or with `section` the first n of each section,
 * without changing the ranking's order. */
int mlf_rank_limit(struct mlf_ranking *ranking, const size_t *place, const size_t *section, size_t n, size_t records,
                   struct mlf_err *err);

/* Turns the scores of each section's kept records into rank shares: the share
 * of the section's scored records that are less doubtful, equals and itself by
 * half. Without a field `score` holds the values (negative: none); with one its
 * numbers are the values. Writes the field `score`. */
int mlf_rank_normalise(struct mlf_records *records, const size_t *section, const unsigned char *keep, const char *field,
                       int descending, double *score, struct mlf_err *err);

/* How many descriptions take turns in the vectors: what the first record with
 * one says, 1 where it says nothing. */
int mlf_rank_parts(const struct mlf_vectors *vectors, size_t *parts, struct mlf_err *err);

/* ---- Other orders: each fills score[] (per record, negative: none) and
 * suspected[]; sections where it makes its own. ---- */

/* rank-outlier.c: writes `score`, `outlier` and the issue. */
int mlf_rank_outliers(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                      double *score, unsigned char *suspected, struct mlf_err *err);

/* rank-duplicate.c: a section a cluster; writes `duplicate` and the issues. */
int mlf_rank_duplicates(struct mlf_ranking *ranking, struct mlf_vectors *vectors,
                        const struct mlf_rank_options *options, double *score, unsigned char *suspected,
                        struct mlf_sections *sections, struct mlf_err *err);

/* rank-lookalike.c: a section for each pair of classes; writes `lookalike`. */
int mlf_rank_lookalikes(struct mlf_ranking *ranking, struct mlf_vectors *vectors,
                        const struct mlf_rank_options *options, double *score, unsigned char *suspected,
                        struct mlf_sections *sections, struct mlf_err *err);

/* rank-slice.c: a section a slice at fault. */
int mlf_rank_slices(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                    double *score, unsigned char *suspected, struct mlf_sections *sections, struct mlf_err *err);

#endif
