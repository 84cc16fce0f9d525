/* Encoding a picture as a page for printing. */
#ifndef MLFIX_PHOTO_PDF_ENCODE_H
#define MLFIX_PHOTO_PDF_ENCODE_H

struct mlf_buf;
struct mlf_err;
struct mlf_pixels;

/* Pixels of the page in an inch of paper: A4 is 1240 x 1754 of them. */
#define MLF_PDF_DPI 150

/* Appends a PDF file (ISO 32000-1, 7.5 and 8.9.5) whose only page is the picture, stored
 * as a JPEG of that quality (1..100). Equal pixels give equal bytes. */
int mlf_pdf_encode(const struct mlf_pixels *pixels, int quality, struct mlf_buf *buf, struct mlf_err *err);

#endif
