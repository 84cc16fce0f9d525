/* Text inside picture files, where viewers do not look: what makes a sheet that
 * was mailed alone still answer which object each cell is. */
#ifndef MLFIX_PHOTO_PICTURE_TEXT_H
#define MLFIX_PHOTO_PICTURE_TEXT_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;

/* Puts the text into the picture file that the buffer holds, whole: into comments
 * of a JPEG (ISO/IEC 10918-1, B.2.4.5) behind its first segment, or into an iTXt
 * chunk of a PNG (ISO/IEC 15948, 11.3.4.5) before its end. Other files are left
 * as they are. The text has no NUL. */
int mlf_picture_text_put(struct mlf_buf *file, const char *text, size_t length, struct mlf_err *err);

/* Appends the text that such a file carries: 1; 0 where it carries none, whatever
 * the bytes are; -1 where its beginning is there but not all of it. */
int mlf_picture_text_get(const char *bytes, size_t length, struct mlf_buf *text, struct mlf_err *err);

#endif
