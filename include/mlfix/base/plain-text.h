/* Text from datasets on its way to people: nothing that a terminal, a browser or a text editor could obey
 * or be misled by. */
#ifndef MLFIX_BASE_PLAIN_TEXT_H
#define MLFIX_BASE_PLAIN_TEXT_H

#include <stddef.h>

struct mlf_buf;

/* The number of bytes at the text's beginning that stand for one character; *shown becomes whether
 * it may be shown as it is (mlf_utf8_prints). A byte that belongs to no character counts alone,
 * and is not shown. `length` > 0. */
size_t mlf_plain_next(const char *text, size_t length, int *shown);

/* Appends the text, with the bytes of what must not be shown as \xNN. */
void mlf_plain_put(struct mlf_buf *buf, const char *text);

#endif
