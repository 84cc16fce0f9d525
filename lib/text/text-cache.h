/* Masks of lines of text, kept for the next time: sheets hold the same numbers and
 * labels again and again, and typesetting lets one thread in at a time. Any thread may
 * call these functions. */
#ifndef MLFIX_TEXT_TEXT_CACHE_H
#define MLFIX_TEXT_TEXT_CACHE_H

struct mlf_text_mask;

/* Returns 1 and a copy of the mask, which the caller frees; or 0. */
int mlf_text_cache_get(const char *text, int size, int bold, struct mlf_text_mask *out);

/* Keeps a copy of the mask until another line needs its place. */
void mlf_text_cache_put(const char *text, int size, int bold, const struct mlf_text_mask *mask);

#endif
