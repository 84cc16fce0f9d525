/* Files that appear whole or not at all: written under a temporary name in the
 * folder where they are to stand, then renamed. What is not committed is
 * removed, also when the process is ended by SIGINT, SIGTERM or SIGHUP. */
#ifndef MLFIX_BASE_TEMPFILE_H
#define MLFIX_BASE_TEMPFILE_H

#include <stdio.h>

struct mlf_err;

struct mlf_tempfile {
    FILE *file;      /* open for writing until commit or discard */
    char *temporary; /* path being written */
    char *target;    /* path it will have */
    int slot;        /* place in the list of files to remove on a signal */
};

/* Creates target's folder where it is missing. */
int mlf_tempfile_open(struct mlf_tempfile *temp, const char *target, struct mlf_err *err);

/* The same with a temporary name that begins with `prefix` (".mlfix-" and more): a
 * program that holds a lock recognises by it what an interrupted run of its own kind
 * left behind. */
int mlf_tempfile_open_as(struct mlf_tempfile *temp, const char *target, const char *prefix, struct mlf_err *err);

/* Flushes and closes the file; `durable` also fsyncs it. The bytes are then
 * checked to be on disk, but the target is not touched yet. */
int mlf_tempfile_close(struct mlf_tempfile *temp, int durable, struct mlf_err *err);

/* Closes the file where mlf_tempfile_close was not called, renames it to the target
 * and frees. On error the temporary file is removed and the target is as it was. */
int mlf_tempfile_commit(struct mlf_tempfile *temp, struct mlf_err *err);

/* Closes, removes, frees. Harmless on a zeroed or committed one. */
void mlf_tempfile_discard(struct mlf_tempfile *temp);

#endif
