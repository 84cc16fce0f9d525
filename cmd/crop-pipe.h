/* A dataset that comes through a pipe: private to mlfix-crop. */
#ifndef MLFIX_CMD_CROP_PIPE_H
#define MLFIX_CMD_CROP_PIPE_H

#include "mlfix/base/tempfile.h"

struct mlf_err;

/* A file in a folder of its own that holds what came. Zero-initialise. */
struct crop_pipe {
    struct mlf_tempfolder folder;
    char *path; /* of the file; owned */
};

/* Copies standard input into a file whose name says what it is: stdin.jsonl, stdin.json, stdin.xml or stdin.csv. An
 * error where it is compressed, or an archive. */
int crop_pipe_read(struct crop_pipe *pipe, struct mlf_err *err);

/* Calls the file in an error by the name that the user knows. */
void crop_pipe_name(const struct crop_pipe *pipe, struct mlf_err *err);

/* Removes it. */
void crop_pipe_close(struct crop_pipe *pipe);

#endif
