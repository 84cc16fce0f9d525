/* Records: JSON Lines, one object of the dataset a line (mlfix-records(5)).
 *
 * A record keeps the text of every field exactly as it was read, numbers and
 * spacing inside values included, and its fields in order. Setting a field
 * replaces its text in place or appends it. */
#ifndef MLFIX_RECORD_H
#define MLFIX_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "mlfix/json.h"

struct mlf_err;
struct mlf_buf;

/* Lines longer than this are an error (a record with 65,536 floats as JSON
 * numbers is about 1 MB). */
#define MLF_LINE_LIMIT ((size_t)64 << 20)

struct mlf_field {
    const char *key;   /* decoded; NUL-terminated only where it is owned */
    const char *value; /* JSON text, not NUL-terminated */
    uint32_t length;   /* of the value */
    uint32_t key_length : 27;
    uint32_t kind : 4;  /* enum mlf_json_kind */
    uint32_t owned : 1; /* `key` is memory of the field's own, a value that was set stands behind it; else both stand in
                           the record's line as they were read */
};

struct mlf_shared_text;

struct mlf_record {
    char *line; /* the text it was read from, not NUL-terminated; NULL for one made anew */
    struct mlf_field *fields;
    uint32_t n;
    uint32_t capacity : 31;
    uint32_t own_fields : 1;        /* with a chunk: the fields had to grow and are the record's own */
    struct mlf_shared_text *shared; /* the chunk that holds line and fields; NULL: they are the record's own */
    const char *file;               /* where it was read, for messages; borrowed from the reader */
    size_t number;                  /* its line there, from 1 */
};

/* Parses one line (without its newline). Takes a copy of the text. Errors: longer
 * than MLF_LINE_LIMIT, not one JSON object, a key twice (at any depth), bad UTF-8, a field whose type
 * the contract fixes (mlfix-records(5)) with another type. */
int mlf_record_parse(struct mlf_record *record, const char *text, size_t length, struct mlf_err *err);

void mlf_record_free(struct mlf_record *record);

/* Whether the field has this name. */
int mlf_field_is(const struct mlf_field *field, const char *key);

/* Appends the key as a JSON string. */
void mlf_field_put_key(const struct mlf_field *field, struct mlf_buf *buf);

/* The field's place, or NULL. Valid until the record is changed. */
const struct mlf_field *mlf_record_find(const struct mlf_record *record, const char *key);

/* Its fields are looked for soon: has the processor fetch them, and the text's first
 * bytes, meanwhile. */
void mlf_record_soon(const struct mlf_record *record);

/* The string field decoded, in new memory that the caller frees; NULL without
 * an error where the field is absent or null. */
char *mlf_record_string(const struct mlf_record *record, const char *key, struct mlf_err *err);

/* 1 and the number, or 0 where the field is absent or no number. */
int mlf_record_number(const struct mlf_record *record, const char *key, double *number);

/* The first `count` numbers of an array field: 1, or 0 where it has not so many. */
int mlf_record_numbers(const struct mlf_record *record, const char *key, double *numbers, int count);

/* The four numbers of `bbox`: 1, or 0 where the field is absent. */
int mlf_record_bbox(const struct mlf_record *record, double bbox[4]);

/* The field as a jansson value, a new reference; NULL without an error where
 * the field is absent. */
json_t *mlf_record_json(const struct mlf_record *record, const char *key, struct mlf_err *err);

/* Whether the `issues` array holds this one. */
int mlf_record_has_issue(const struct mlf_record *record, const char *issue);

/* Whether the contract (mlfix-records(5)) lets this field be of this kind; 1 for
 * fields that it does not speak of. */
int mlf_record_allows(const char *key, enum mlf_json_kind kind);

/* Setting. `value` is JSON text that is taken as it is. */
int mlf_record_set(struct mlf_record *record, const char *key, const char *value, struct mlf_err *err);
int mlf_record_set_string(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err);
int mlf_record_set_number(struct mlf_record *record, const char *key, double number, struct mlf_err *err);
int mlf_record_add_issue(struct mlf_record *record, const char *issue, struct mlf_err *err);
/* Adds the issue if it holds, else takes back what an earlier run found; `issues` goes with its last one. */
int mlf_record_mark_issue(struct mlf_record *record, const char *issue, int holds, struct mlf_err *err);
/* Writes `error` unless the record has one already. */
int mlf_record_set_error(struct mlf_record *record, const char *sentence, struct mlf_err *err);
void mlf_record_remove(struct mlf_record *record, const char *key);

/* Appends the record as one line with its newline. */
void mlf_record_print(const struct mlf_record *record, struct mlf_buf *buf);

/* ---- Streams ---- */

struct mlf_reader {
    const char *name; /* file name as given, "(stdin)" for "-"; borrowed */
    int fd;
    char *chunk; /* bytes read from the file but not yet handed out: at..have */
    size_t at, have;
    char *line; /* by chunks: the beginning of a line whose end is not read yet, `held` bytes */
    size_t capacity, held;
    size_t number; /* lines read so far */
};

/* Opens a file; "-" is stdin. It is read by lines or by chunks, not by both. */
int mlf_reader_open(struct mlf_reader *reader, const char *path, struct mlf_err *err);

/* Reads a copy of the text instead of a file; `name` is for messages. Not by
 * chunks. */
int mlf_reader_over(struct mlf_reader *reader, const char *name, const char *text, size_t length, struct mlf_err *err);

/* 1 and the next line without its newline (blank lines are skipped, CR before
 * the newline dropped), 0 at the end, -1 on error (file:line in front). The
 * text is valid until the next call. */
int mlf_reader_line(struct mlf_reader *reader, const char **text, size_t *length, struct mlf_err *err);

/* 1 and the next record, 0 at the end, -1 on error (file:line in front). */
int mlf_reader_record(struct mlf_reader *reader, struct mlf_record *record, struct mlf_err *err);

void mlf_reader_close(struct mlf_reader *reader);

/* Many lines in one piece of memory, which their records share: it is given back
 * when the last of them is freed. */
struct mlf_chunk {
    struct mlf_shared_text *shared;
    struct mlf_record *records; /* once parsed; a caller that moves them elsewhere sets n to 0 */
    size_t n;
    const char *file;
    size_t number; /* of the first line; of the line that is broken, after a failure */
};

/* 1 and a new chunk of about 1 MB, 0 at the end, -1 on error (file:line in
 * front). */
int mlf_chunk_read(struct mlf_chunk **chunk, struct mlf_reader *reader, struct mlf_err *err);

/* Makes the chunk's lines records; the same as mlf_reader_record one by one, but
 * an error has no file:line in front. */
int mlf_chunk_parse(struct mlf_chunk *chunk, struct mlf_err *err);

/* Moves the records, as they are now, to memory of just their size. Keeps their
 * places in the file. */
int mlf_chunk_compact(struct mlf_chunk *chunk, struct mlf_err *err);

void mlf_chunk_free(struct mlf_chunk *chunk);

/* A whole stream in memory. */
struct mlf_records {
    struct mlf_record *items;
    size_t n, capacity;
};

/* Reads all of the file ("-": stdin), parsing in parallel; the same as reading
 * one by one. */
int mlf_records_read(struct mlf_records *records, const char *path, int jobs, struct mlf_err *err);

/* Moves the chunk's records to the end of the list. */
int mlf_records_append(struct mlf_records *records, struct mlf_chunk *chunk, struct mlf_err *err);

/* Fields that records have only where they are written: puts those of record `i` as
 * "key":value with commas between; nothing where it has none. Called on any thread. */
struct mlf_further {
    void (*put)(const void *context, size_t i, struct mlf_buf *buf);
    const void *context;
};

/* Writes the records items[order[0]], items[order[1]], ... (order NULL: all as
 * they stand), n of them, printing in parallel. further NULL: as they are. */
int mlf_records_write(const struct mlf_records *records, const size_t *order, size_t n,
                      const struct mlf_further *further, FILE *file, int jobs, struct mlf_err *err);

void mlf_records_free(struct mlf_records *records);

#endif
