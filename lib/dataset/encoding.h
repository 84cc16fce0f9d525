/* The encodings of annotation files: what is no UTF-8 becomes so where it is read, and edits of it become again what it
 * was. */
#ifndef MLFIX_DATASET_ENCODING_H
#define MLFIX_DATASET_ENCODING_H

#include <stddef.h>

#include "mlfix/base/err.h"

struct mlf_err;

/* How a file is written. */
struct mlf_encoding {
    char name[32]; /* as iconv(3) calls it; "": it is UTF-8 already, or no text */
    size_t mark;   /* bytes of the byte order mark at its beginning, which is no part of the text */
};

/* Whether iconv knows the encoding; an error with examples where not. */
int mlf_encoding_check(const char *name, struct mlf_err *err);

/* The encoding of a file that begins so: by its byte order mark, else `declared` (--encoding, may be NULL), else what
 * an XML declaration says. A mark of UTF-8 is passed over by whoever reads the text. Only files whose names are those
 * of texts are looked at. */
struct mlf_encoding mlf_encoding_of(const char *file, const char *text, size_t length, const char *declared);

/* The bytes as UTF-8, without the mark: new memory, with a NUL behind it. `part`: the bytes may end within a
 * character. */
char *mlf_encoding_decode(const struct mlf_encoding *encoding, const char *bytes, size_t length, int part,
                          size_t *text_length, struct mlf_err *err);

/* What an XML declaration says about the encoding becomes blanks: the text is UTF-8 now. */
void mlf_encoding_forget(char *text, size_t length);

/* The text in that encoding, without a mark: new memory. */
char *mlf_encoding_encode(const struct mlf_encoding *encoding, const char *text, size_t length, size_t *byte_length,
                          struct mlf_err *err);

/* 0 where the text is UTF-8 or has a name whose readers check that themselves (JSON, XML), else an error that says
 * where it is not and what to do. */
int mlf_encoding_check_utf8(const char *file, const char *path, const char *text, size_t length, struct mlf_err *err);

#endif
