/* Rendered lines of text, kept for the next time: private to the image room. Any
 * thread may call these. */
#ifndef MLFIX_IMAGE_TEXT_CACHE_H
#define MLFIX_IMAGE_TEXT_CACHE_H

#include "mlfix/text.h"

/* 1 and a copy of the mask, which the caller frees, or 0. */
int mlf_text_cache_get(const char *text, int size, int bold, struct mlf_text *out);

/* Keeps a copy. */
void mlf_text_cache_put(const char *text, int size, int bold, const struct mlf_text *mask);

#endif
