/* Whole streams of records in memory. */
#ifndef MLFIX_RECORD_RECORDS_H
#define MLFIX_RECORD_RECORDS_H

#include <stddef.h>
#include <stdio.h>

struct mlf_chunk;
struct mlf_err;
struct mlf_buf;
struct mlf_record;

struct mlf_records {
    struct mlf_record *items;
    size_t n, capacity;
};

/* Reads all of the file ("-": stdin), parsing in parallel; the same as reading
 * one by one. */
int mlf_records_read(struct mlf_records *records, const char *path, int jobs, struct mlf_err *err);

/* Moves the chunk's records to the end of the list. */
int mlf_records_append(struct mlf_records *records, struct mlf_chunk *chunk, struct mlf_err *err);

/* Fields that are put behind a record's own while it is written, without being
 * set in it. */
struct mlf_records_further {
    /* Appends the fields of record number i as "key":value with commas between
     * them; nothing where it has none. Called from several threads. */
    void (*put)(const void *context, size_t i, struct mlf_buf *buf);
    const void *context;
};

/* Writes the records items[order[0]], items[order[1]], ... (order NULL: all as
 * they stand), n of them, printing in parallel. `further` may be NULL. */
int mlf_records_write(const struct mlf_records *records, const size_t *order, size_t n,
                      const struct mlf_records_further *further, FILE *file, int jobs, struct mlf_err *err);

void mlf_records_free(struct mlf_records *records);

#endif
