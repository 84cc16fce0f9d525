/* Drawing a line of text in a typeface, with Pango itself. libvips' operation for text
 * uses Pango too, but takes ten times as long for a word. */
#ifndef MLFIX_TEXT_TYPESET_H
#define MLFIX_TEXT_TYPESET_H

struct mlf_err;
struct mlf_text_mask;

/* For programs that will draw text: begins to look for the machine's typefaces, on a
 * thread of its own that ends by mlf_vips_stop at the latest. That takes longer than
 * drawing a hundred lines. */
void mlf_typeset_prepare(void);

/* Draws the line, which must be valid UTF-8 and is taken as it is, in a sans-serif face
 * of `size` pixels. No mask where nothing of it has ink. Threads may call this at the
 * same time, but take turns. */
int mlf_typeset_line(const char *line, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err);

#endif
