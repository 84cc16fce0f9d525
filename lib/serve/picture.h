/* Pictures as they are sent. */
#ifndef MLFIX_SERVE_PICTURE_H
#define MLFIX_SERVE_PICTURE_H

#include <stddef.h>

struct mlf_err;
struct serve_request;

/* The media type of a picture file that begins so; NULL where it is no picture. */
const char *serve_picture_type(const void *bytes, size_t length);

/* Makes a picture file the answer. An error where it is none: nothing else is ever sent. */
int serve_picture_send(struct serve_request *request, const char *path, struct mlf_err *err);

#endif
