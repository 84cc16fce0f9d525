/* Which value of which field has more suspected labels than chance: the camera,
 * the annotator, the batch at fault. */
#ifndef MLFIX_RANK_SLICES_H
#define MLFIX_RANK_SLICES_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_records;
struct mlf_string_set;

/* A value of which fewer judged records are is not tested. */
#define MLF_SLICE_LEAST ((size_t)5)

/* A slice is at fault when its q is below this. */
#define MLF_SLICE_RATE 0.05

struct mlf_slice {
    size_t field, value; /* numbers in `fields`, and in the field's `values` */
    size_t n, suspected; /* judged records with this value, and those of them whose label is suspected */
    double expected;     /* n times the share of suspected ones among all */
    double log_p;        /* natural logarithm of the probability of so many or more by chance */
    double q;            /* the false discovery rate at which it would be the last one called at fault */
};

struct mlf_slices {
    size_t records, judged, suspected;
    char **fields; /* owned */
    size_t fields_n;
    struct mlf_string_set *values; /* of each field */
    size_t **of;                   /* of each field: the value of each record, (size_t)-1: none */
    struct mlf_slice *items;       /* by p, then larger n, then field and value */
    size_t n;
    size_t at_fault; /* the first so many */
};

/* Tests each value of each field. wrong[i] is 1 for suspected, 0 for judged
 * otherwise, negative for records that take no part. Without fields: `label`,
 * `annotator`, `split`, `source.file` and all fields that mlfix-records(5) does
 * not know, of which there are at least two values, and a value for at least
 * MLF_SLICE_LEAST records on average.
 *
 * p is that of the hypergeometric distribution (R. A. Fisher, "The logic of
 * inductive inference", 1935): a slice of n records drawn at random from
 * `judged`, of which `suspected` are suspected, holds so many of them or more. q
 * is by Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate"
 * (1995), over all values tested. Records count as drawn one by one: frames of
 * one object that are suspected together make p too small. */
int mlf_slices_make(struct mlf_slices *slices, const struct mlf_records *records, const signed char *wrong,
                    const char *const *fields, size_t n, struct mlf_err *err);
void mlf_slices_free(struct mlf_slices *slices);

/* log of P(X >= k) for k suspected in a draw of n from `all`, `bad` of which
 * are; relative precision about 1e-9. */
double mlf_slices_log_tail(size_t all, size_t bad, size_t n, size_t k);

/* Appends the slices as one JSON object. */
void mlf_slices_report(const struct mlf_slices *slices, struct mlf_buf *buf);

#endif
