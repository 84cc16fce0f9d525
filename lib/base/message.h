#ifndef MLFIX_MESSAGE_H
#define MLFIX_MESSAGE_H

#include <stdarg.h>

/* "name: sentence\n" on stderr, escaped. */
void mlf_message_print(const char *name, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Sets the name that mlf_warn and its like print. */
void mlf_message_name(const char *name);

/* Takes an unfinished progress line off the terminal. */
void mlf_progress_wipe(void);

#endif
