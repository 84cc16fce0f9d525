/* A line of text, drawn as a mask of ink. */
#ifndef MLFIX_TEXT_TEXT_MASK_H
#define MLFIX_TEXT_TEXT_MASK_H

/* How much ink lies on each pixel: mask[y * width + x], 0 none, 255 full. The mask holds
 * only the inked part of the line. Masks of one text size share a baseline when the tops
 * of their lines stand at one height. */
struct mlf_text_mask {
    unsigned char *mask; /* owned; NULL for text without ink */
    int width, height;
    int x, y; /* the mask's place in the line: to the right of the line's start, below its top */
};

/* Frees the mask and zeroes the struct; harmless on a zeroed one. */
void mlf_text_mask_free(struct mlf_text_mask *text);

#endif
