/* UTF-8 (RFC 3629): what is a character, and whether it can be shown. */
#ifndef MLFIX_BASE_UTF8_H
#define MLFIX_BASE_UTF8_H

#include <stddef.h>

/* The length (1 to 4) of the well-formed character that begins the text, or 0
 * where none does (overlong forms, surrogates, a text cut short). `length` > 0. */
size_t mlf_utf8_length(const char *text, size_t length);

/* Whether the well-formed character of `length` bytes is safe to show: no
 * control character (C0, DEL, C1), no mark that changes the direction or order
 * of the text around it, no line or paragraph separator, no noncharacter. */
int mlf_utf8_prints(const char *text, size_t length);

/* Whether the whole text is well-formed; *bad is the offset of the first byte
 * that is not (bad may be NULL). */
int mlf_utf8_is_valid(const char *text, size_t length, size_t *bad);

#endif
