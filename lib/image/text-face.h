/* Setting a line of text in a face (private to lib/image), by Pango itself:
 * libvips' operation for text does the same with Pango and takes ten times as long
 * for a word. */
#ifndef MLFIX_IMAGE_TEXT_FACE_H
#define MLFIX_IMAGE_TEXT_FACE_H

#include "mlfix/text.h"

struct mlf_err;

/* The line as it is, valid UTF-8, in a face of `size` pixels; without a mask where
 * nothing of it has ink. Any thread may call it; they take turns. */
int mlf_text_set(const char *line, int size, int bold, struct mlf_text *out, struct mlf_err *err);

#endif
