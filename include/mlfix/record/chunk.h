/* Streams by chunks of lines. */
#ifndef MLFIX_RECORD_CHUNK_H
#define MLFIX_RECORD_CHUNK_H

#include <stddef.h>

struct mlf_err;
struct mlf_reader;
struct mlf_record;
struct mlf_shared_text;

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

#endif
