/* Reading a stream of records many lines at a time. */
#ifndef MLFIX_RECORD_CHUNK_H
#define MLFIX_RECORD_CHUNK_H

#include <stddef.h>

struct mlf_err;
struct mlf_reader;
struct mlf_record;
struct mlf_shared_text;

/* Many lines in one piece of memory, which their records share: it is freed with the
 * last of the records and the chunk itself. */
struct mlf_chunk {
    struct mlf_shared_text *shared;
    struct mlf_record *records; /* n, made by mlf_chunk_parse; a caller that moves them elsewhere sets n to 0 */
    size_t n;
    const char *file;
    size_t number; /* of the first line; of the line that is broken, after a failure */
};

/* 1 and a new chunk of about 1 MB, 0 at the end, -1 on error (file:line in
 * front). */
int mlf_chunk_read(struct mlf_chunk **chunk, struct mlf_reader *reader, struct mlf_err *err);

/* Makes records of the chunk's lines, the same as mlf_reader_record does one by one,
 * but errors have no file:line in front. */
int mlf_chunk_parse(struct mlf_chunk *chunk, struct mlf_err *err);

/* Moves the records, as they are now, to new memory that is no larger than they need:
 * for when a large field was removed from them. Their `file` and `number` stay. */
int mlf_chunk_compact(struct mlf_chunk *chunk, struct mlf_err *err);

void mlf_chunk_free(struct mlf_chunk *chunk);

#endif
