/* What is said on standard error: messages and progress. */
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

/* "label: 120 of 4888, 40 s left" on one line of stderr, rewritten in place at
 * most ten times a second, and only if stderr is a terminal and not -q. total 0 =
 * unknown. done == total wipes the line. label: a literal. */
void mlf_progress(const char *label, size_t done, size_t total);

/* "name: sentence\n" on stderr, escaped. */
void mlf_message_print(const char *name, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Sets the name that mlf_warn and its like print. */
void mlf_message_name(const char *name);

/* Takes an unfinished progress line off the terminal. */
void mlf_progress_wipe(void);

#endif
