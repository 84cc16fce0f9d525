/* Honeypots: objects whose label is right, planted among the records once more
 * under a wrong one, to measure how many wrong labels a reviewer sees. A planted
 * record has `honeypot` true, an `id` of its own, `honeypot_label` (the right
 * label) and `honeypot_of` (the `id` of the object). It is no object of the
 * dataset: no tool counts or changes anything for its sake. */
#ifndef MLFIX_RECORD_HONEYPOTS_H
#define MLFIX_RECORD_HONEYPOTS_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_record;
struct mlf_records;

/* An object's label is taken to be right where nothing is said against it
 * (`issues`, another `pred`) and it is at most this probable that it is wrong
 * (`wrong`), or, where there is no `wrong`, as probable that it is (`prob`). */
#define MLF_HONEYPOT_WRONG 0.02

/* Whether the record is a planted one. */
int mlf_honeypot_is(const struct mlf_record *record);

/* Takes planted records off the list; how many they were. */
size_t mlf_honeypots_remove(struct mlf_records *records);

struct mlf_honeypot_options {
    double percent; /* of the records without `error`, at least one record */
    uint64_t seed;
    const char *fold; /* field that a planted record must not share with others; NULL: none */
};

/* Plants records into the list, *planted of the *wanted ones. Each takes its
 * look (label, group, suggestion, probability, doubt) from a record whose label
 * is doubted, drawn by lot, and stands beside it; it shows an object whose label
 * is right and is the one that is suggested there, also drawn by lot, each object
 * at most once. One at most stands beside each doubted record; fewer are planted
 * where there are not so many of them or of such objects. */
int mlf_honeypots_plant(struct mlf_records *records, const struct mlf_honeypot_options *options, size_t *planted,
                        size_t *wanted, struct mlf_err *err);

#endif
