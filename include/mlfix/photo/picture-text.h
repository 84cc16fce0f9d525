/* Text carried inside picture files, where viewers do not show it. A contact sheet that
 * is mailed without its manifest still tells by it which object each cell shows. */
#ifndef MLFIX_PHOTO_PICTURE_TEXT_H
#define MLFIX_PHOTO_PICTURE_TEXT_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;

/* Puts the text into the complete picture file that `file` holds: into comments of a
 * JPEG (ISO/IEC 10918-1, B.2.4.5) behind its first segment, or into an iTXt chunk of a
 * PNG (ISO/IEC 15948, 11.3.4.5) before its end. Other files stay as they are. The text
 * must hold no NUL byte. */
int mlf_picture_text_put(struct mlf_buf *file, const char *text, size_t length, struct mlf_err *err);

/* Appends the text that such a file carries. Returns 1; 0 where the file carries none,
 * whatever kind of file it is; -1 where only a part of the text is there, or it is
 * damaged. */
int mlf_picture_text_get(const char *bytes, size_t length, struct mlf_buf *text, struct mlf_err *err);

#endif
