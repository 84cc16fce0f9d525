/* Short lines of text as masks, and labels made short enough for them. Text
 * comes from strangers: it may be in any script, hold markup, newlines or bytes
 * that are no UTF-8, and be of any length. */
#ifndef MLFIX_TEXT_TEXT_H
#define MLFIX_TEXT_TEXT_H

#include <stddef.h>

struct mlf_err;
struct mlf_text_mask;

/* One line in a sans-serif face of `size` pixels. The text is cleaned first
 * (mlf_text_clean). Masks of one size share a baseline when their lines' tops
 * stand at one height. */
int mlf_text_render(const char *text, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err);

/* The text as one line of valid UTF-8, new memory: runs of blanks and control
 * characters become a space, what is no UTF-8 becomes U+FFFD, and characters
 * that would turn the direction of the text around them are left out. At most
 * `longest` characters: longer ones lose their middle to "…". */
char *mlf_text_clean(const char *text, size_t longest, struct mlf_err *err);

/* Clean text in at most `longest` characters: as mlf_text_clean, but where the
 * text has lost something already, more is lost there and not at a second place. */
char *mlf_text_narrow(const char *text, size_t longest, struct mlf_err *err);

/* Characters (code points) of valid UTF-8. */
size_t mlf_text_count(const char *text);

/* `label` in at most `longest` characters, for someone who knows that `other` is
 * the label given: what both have in common at the end is dropped first, then
 * at the beginning, up to where a word begins ("…limit-70" for
 * "regulatory--maximum-speed-limit-70--g1" beside the one for 60); what is still
 * too long loses its middle. Both are clean. New memory. */
char *mlf_text_shorten(const char *label, const char *other, size_t longest, struct mlf_err *err);

#endif
