/* Perceptual hash of a picture: near-duplicates (resized, recompressed,
 * slightly brightened) differ in few of the 64 bits. */
#ifndef MLFIX_EMBED_HASH_H
#define MLFIX_EMBED_HASH_H

#include <stdint.h>

/* The hash of a thumbnail (thumbnails.h), after C. Zauner, "Implementation and benchmarking
 * of perceptual image hash functions" (2010), section 3.2: luma of 32 x 32, its
 * cosine transform (DCT-II), the 8 x 8 lowest frequencies without the zeroth
 * row and column, and one bit for each of these, which is 1 where it is above their
 * median; row by row, the first bit highest. Ours leaves out the smoothing, since
 * shrinking the picture to a thumbnail has done that. A picture of one colour gives 0. */
uint64_t mlf_hash_thumb(const unsigned char *thumb);

/* The hash as 16 hexadecimal digits and a NUL. */
void mlf_hash_text(uint64_t hash, char text[17]);

#endif
