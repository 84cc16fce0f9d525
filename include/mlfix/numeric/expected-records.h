/* How many labels of some records are wrong, by their fields `wrong`, `wrong_low` and `wrong_high`
 * (mlfix-records(5)). */
#ifndef MLFIX_NUMERIC_EXPECTED_RECORDS_H
#define MLFIX_NUMERIC_EXPECTED_RECORDS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/numeric/expected.h"

struct mlf_err;
struct mlf_record;

/* Records of one `cluster` and label, whose labels are right or wrong together. */
struct mlf_expected_lump {
    struct mlf_chance sum; /* of their chances */
    size_t n;
};

/* Zero-initialise. */
struct mlf_expected_records {
    struct mlf_expected_lump *lumps;
    size_t n, capacity;
    struct mlf_string_set names; /* of clusters, each with its label */
    size_t *of_name;
    size_t name_capacity;
};

/* Reads the three fields: 1 where the record has a `wrong` from 0 to 1, else 0. Where the other two
 * are absent, or not on their sides of it, the chance has no interval. */
int mlf_chance_read(const struct mlf_record *record, struct mlf_chance *chance);

/* Adds a record that has `wrong`: 1; 0 where it has none; -1 and an error. */
int mlf_expected_records_add(struct mlf_expected_records *records, const struct mlf_record *record,
                             struct mlf_err *err);

/* Adds all of them to a sum. */
void mlf_expected_records_sum(const struct mlf_expected_records *records, struct mlf_expected_sum *sum);

/* The same into a new sum with this doubt, which is read. */
int mlf_expected_records_read(const struct mlf_expected_records *records, const struct mlf_expected_doubt *doubt,
                              struct mlf_expected *expected, struct mlf_err *err);

void mlf_expected_records_free(struct mlf_expected_records *records);

#endif
