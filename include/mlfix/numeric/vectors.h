/* Reading a stream of records with their embeddings: the vectors are moved into one
 * matrix, and the records are kept without this field, which is by far their largest. */
#ifndef MLFIX_NUMERIC_VECTORS_H
#define MLFIX_NUMERIC_VECTORS_H

#include <stddef.h>

#include "mlfix/record/records.h"

struct mlf_err;
struct mlf_vector_files;

/* A further description of the same items. */
struct mlf_vector_set {
    float *z; /* n x d, by rows */
    size_t d;
    size_t capacity;
};

struct mlf_vectors {
    struct mlf_records records;
    float *z;                    /* n x d, by rows */
    size_t n, d;                 /* d: the length of the first vector in the stream; 0 where there is none */
    struct mlf_vector_set *more; /* of the files behind the first one; more_n */
    size_t more_n;
    size_t *record;    /* the record of each row, rising */
    size_t embeddings; /* records that came with the field, or with a row of the file beside */
    size_t failed;     /* records that got their `error` here */
    size_t taken;      /* records that were taken in pieces, and are not here any more */
    size_t row_capacity, z_capacity;
};

/* What is done with the field `embedding`, and with the records. */
struct mlf_vectors_options {
    int vectors;                           /* take the vectors out; otherwise the field is not looked at */
    int keep;                              /* leave the field in the records */
    const struct mlf_vector_files *beside; /* files of vectors beside the stream, whose rows the records name by their
                                              field `row`; or NULL */
    /* Not 0: each time that so many records and vectors are there, a little more at times, take() gets them, and they
     * are freed: memory is bounded. What is left at the end of the stream stays for the caller. `embeddings` and
     * `failed` go on counting, and `taken` counts records. */
    size_t piece;
    int (*take)(void *context, struct mlf_vectors *vectors, struct mlf_err *err);
    void *context;
};

/* Reads all of the file ("-": stdin). A record that has an `error` keeps it and
 * gives no vector. One without an embedding (and without a `row`, where there is
 * a file of vectors beside the stream), or with a broken one or one of
 * another length than the first in the stream, gets an `error`. Each file behind
 * the first makes a further set, for which a record needs its `row`. An error where two models
 * made the vectors (mlfix/record/embedded-by.h). Memory while
 * reading: the records without the field, the vectors, a few batches of lines. */
int mlf_vectors_read(struct mlf_vectors *vectors, const char *path, const struct mlf_vectors_options *options, int jobs,
                     struct mlf_err *err);

/* Fails with the sentence that no record came with a vector, of so many files beside the stream, and what to do: where
 * an earlier tool gave up on all of them, why it did so. -1. */
int mlf_vectors_none(const struct mlf_vectors *vectors, size_t files, struct mlf_err *err);

/* Copies row `from` of all sets to row `to`, which is not behind it; `record` stays as it is. */
void mlf_vectors_move(struct mlf_vectors *vectors, size_t from, size_t to);

/* Gives back the matrices of all sets. */
void mlf_vectors_drop(struct mlf_vectors *vectors);

void mlf_vectors_free(struct mlf_vectors *vectors);

#endif
