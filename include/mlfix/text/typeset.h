/* Setting a line of text in a face, by Pango itself:
 * libvips' operation for text does the same with Pango and takes ten times as long
 * for a word. */
#ifndef MLFIX_TEXT_TYPESET_H
#define MLFIX_TEXT_TYPESET_H

struct mlf_err;
struct mlf_text_mask;

/* Finding the faces of a machine takes longer than a hundred lines: this begins with
 * it on a thread of its own, until mlf_vips_stop. For a program that will render. */
void mlf_typeset_prepare(void);

/* The line as it is, valid UTF-8, in a face of `size` pixels; without a mask where
 * nothing of it has ink. Any thread may call it; they take turns. */
int mlf_typeset_line(const char *line, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err);

#endif
