/* What the programs say to people: messages on stderr, with what a terminal could obey escaped. */
#ifndef MLFIX_BASE_MESSAGE_H
#define MLFIX_BASE_MESSAGE_H

#include <stdarg.h>
#include <stddef.h>

/* The options every tool has: -j/--jobs N, -q/--quiet, -v/--verbose, --help,
 * --version. */
struct mlf_common {
    int jobs; /* threads, at least 1; default: all processors */
    int quiet;
    int verbose;
};

/* What was understood. Operands point into argv. */
extern struct mlf_common mlf_common;

/* "mlfix-x: sentence\n" on stderr, control bytes and bad UTF-8 escaped as \xNN.
 * mlf_note is silent under -q, mlf_detail speaks only under -v, mlf_warn always. */
void mlf_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mlf_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mlf_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "name: sentence\n" on stderr, escaped. */
void mlf_message_print(const char *name, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Sets the name that mlf_warn and its like print. */
void mlf_message_name(const char *name);

/* When the process ends, what was printed is written, and no library is asked to end its threads, which would be
 * waited for: one of them does not come back. */
void mlf_message_end_at_once(void);

#endif
