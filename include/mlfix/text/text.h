/* Short lines of text for pictures: cleaned, shortened and drawn as masks. Text comes
 * from strangers: it may be in any script, hold markup, newlines or bytes that are not
 * UTF-8, and be of any length. */
#ifndef MLFIX_TEXT_TEXT_H
#define MLFIX_TEXT_TEXT_H

#include <stddef.h>

struct mlf_err;
struct mlf_text_mask;

/* Cleans the text (mlf_text_clean, at most 300 characters) and draws it as one line in a
 * sans-serif face of `size` pixels. `out` is freed by mlf_text_mask_free. */
int mlf_text_render(const char *text, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err);

/* The text as one line of valid UTF-8, in new memory; NULL on error. Runs of blanks and
 * control characters become a space, bytes that are not UTF-8 become U+FFFD, and
 * characters that would change the direction of the text around them are left out. A
 * text of more than `longest` characters loses its middle to "…". */
char *mlf_text_clean(const char *text, size_t longest, struct mlf_err *err);

/* Shortens clean text to `longest` characters, in new memory. As mlf_text_clean; but
 * where the text has an "…" already, more is left out at that place and not at a second
 * one. */
char *mlf_text_narrow(const char *text, size_t longest, struct mlf_err *err);

/* The number of characters (code points) of valid UTF-8. */
size_t mlf_text_count(const char *text);

/* Shortens a label to `longest` characters for a reader who knows that it is not the
 * label `other`; both are clean; new memory. What both have in common at the end is left
 * out first, then at the beginning, up to where a word begins ("…limit-70" for
 * "regulatory--maximum-speed-limit-70--g1" beside the one for 60). What is still too long
 * loses its middle. */
char *mlf_text_shorten(const char *label, const char *other, size_t longest, struct mlf_err *err);

/* The same where mlf_text_shorten would leave out the middle: whole words at the beginning go instead, those too that
 * only `label` has, since the end of a label mostly tells more than its beginning ("…no-parking--g2" for
 * "regulatory--no-parking--g2" beside "warning--other-danger--g1"). "" where less than `least` characters would be
 * left. */
char *mlf_text_tail(const char *label, const char *other, size_t least, size_t longest, struct mlf_err *err);

#endif
