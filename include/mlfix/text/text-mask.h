/* A line of text as a mask of ink. */
#ifndef MLFIX_TEXT_TEXT_MASK_H
#define MLFIX_TEXT_TEXT_MASK_H

#include <stddef.h>

/* How much ink lies on each pixel: mask[y * width + x], 0 none, 255 full. */
struct mlf_text_mask {
    unsigned char *mask; /* NULL for text without ink */
    int width, height;
    int x, y; /* where the mask stands in the line: right of its start, below its top */
};

/* One line in a sans-serif face of `size` pixels. The text is cleaned first
 * (mlf_text_clean). Masks of one size share a baseline when their lines' tops
 * stand at one height. */
void mlf_text_mask_free(struct mlf_text_mask *text);

#endif
