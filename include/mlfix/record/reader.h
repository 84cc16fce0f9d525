/* Reading a stream line by line or record by record. */
#ifndef MLFIX_RECORD_READER_H
#define MLFIX_RECORD_READER_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;

struct mlf_reader {
    const char *name; /* file name as given, "(stdin)" for "-"; borrowed */
    int fd;
    char *chunk; /* bytes read from the file but not yet handed out: at..have */
    size_t at, have;
    char *line; /* the line that was read last; when reading by chunks (chunk.h), the first `held` bytes of a line
                   whose end is not read yet */
    size_t capacity, held;
    size_t number; /* lines read so far */
};

/* Opens a file and waits for its first bytes: a compressed one is refused. "-" is
 * stdin, of which a person is told where it is a terminal. It is read by lines or
 * by chunks, not by both. */
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

/* Puts file:line in front of an error of mlf_fields_parse, or file:line:column where
 * that begins with the scanner's "1:column". Returns -1. */
int mlf_reader_locate(const char *file, size_t number, struct mlf_err *err);

/* Whether a line holds nothing but blanks and tabs. */
int mlf_reader_line_is_blank(const char *text, size_t length);

#endif
