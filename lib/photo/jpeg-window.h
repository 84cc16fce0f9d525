/* A JPEG of some MCUs of another: their bits are copied, and only the first DC
 * difference of each row of them is written anew. See jpeg-scan.h. */
#ifndef MLFIX_PHOTO_JPEG_WINDOW_H
#define MLFIX_PHOTO_JPEG_WINDOW_H

struct mlf_buf;
struct mlf_jpeg_scan;
struct mlf_jpeg_window;

/* Appends a JPEG of the window alone. 1, or 0 where the tables have no word for a DC difference that it needs, or no
 * memory is left. */
int mlf_jpeg_window_extract(const struct mlf_jpeg_scan *scan, const struct mlf_jpeg_window *window,
                            struct mlf_buf *jpeg);

#endif
