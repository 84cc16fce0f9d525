/* Honeypots measure how many wrong labels a reviewer sees: objects whose label is
 * surely right appear among the records a second time, with a wrong label. Such a
 * planted record has `honeypot` true, an `id` of its own, `honeypot_label` (the right
 * label) and `honeypot_of` (the `id` of the object). It is no object of the dataset:
 * no tool counts it as one or changes annotations because of it. */
#ifndef MLFIX_RECORD_HONEYPOTS_H
#define MLFIX_RECORD_HONEYPOTS_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_record;
struct mlf_records;

/* An object's label is taken to be right where it has no `issues`, no other label is
 * its `pred`, and the probability that it is wrong is at most this: the field `wrong`,
 * or where that is missing 1 - `prob` of a `pred` that is its label. */
#define MLF_HONEYPOT_WRONG 0.02

/* Whether the record is a planted one. */
int mlf_honeypot_is(const struct mlf_record *record);

/* Takes planted records off the list. Returns how many they were. */
size_t mlf_honeypots_remove(struct mlf_records *records);

struct mlf_honeypot_options {
    double percent; /* of the records without `error`, at least one record */
    uint64_t seed;
    const char *fold; /* field that a planted record must not share with others; NULL: none */
};

/* Plants records into the list: *planted is how many, *wanted how many the options
 * ask for. A planted record must look like a doubtful one, so each stands beside a
 * record whose label is doubted (its host, drawn at random) and has the host's label,
 * group and suggestion, with a doubt and a probability close to the host's. It shows an
 * object whose label is right, also drawn at random, and whose label is the one that
 * is suggested for the host, so that the suggestion is correct. Each host and each
 * object serves at most once, so fewer records are planted where there are not enough
 * of either. */
int mlf_honeypots_plant(struct mlf_records *records, const struct mlf_honeypot_options *options, size_t *planted,
                        size_t *wanted, struct mlf_err *err);

#endif
