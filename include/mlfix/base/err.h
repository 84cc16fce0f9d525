/* Errors: the first failure, as one whole sentence.
 *
 * Functions that can fail return int 0 or -1 (or a pointer or NULL) and take a
 * struct mlf_err *, which may be NULL. Who detects the failure writes the
 * sentence: lower case, no full stop, the subject quoted with single quotes.
 * Who passes it on adds only what it alone knows (a path, file:line) in front.
 * Only the first failure is kept; later ones are ignored. Text may hold bytes
 * from hostile input: it is escaped where it is printed (cli.h), not here. */
#ifndef MLFIX_BASE_ERR_H
#define MLFIX_BASE_ERR_H

struct mlf_err {
    char text[2048]; /* "" = no error; longer sentences are cut with "..." */
};

/* Zero-initialise with `struct mlf_err err = {""};`. */

/* Writes the sentence unless there is one already. Returns -1, always, so that
 * a function can end in `return mlf_fail(err, ...)`. */
int mlf_fail(struct mlf_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with ": " and strerror(errno) behind it. */
int mlf_fail_errno(struct mlf_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " in front of the sentence. Returns -1. */
int mlf_fail_at(struct mlf_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets the sentence, for a caller that dealt with the failure. */
void mlf_err_clear(struct mlf_err *err);

#endif
