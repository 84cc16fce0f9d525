/* A rectangle of a JPEG as a JPEG of its own: the coded bits are copied, and only the
 * first DC difference of each row and component is written anew. See jpeg-scan.h. */
#ifndef MLFIX_PHOTO_JPEG_WINDOW_H
#define MLFIX_PHOTO_JPEG_WINDOW_H

struct mlf_buf;
struct mlf_jpeg_scan;
struct mlf_jpeg_window;

/* Appends a JPEG file of the window alone, after mlf_jpeg_scan_find. Returns 1; or 0
 * where the file's Huffman tables have no code for a DC difference that is needed, or
 * memory is short. */
int mlf_jpeg_window_extract(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_window *window,
                            struct mlf_buf *jpeg);

#endif
