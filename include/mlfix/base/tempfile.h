/* Files that appear whole or not at all: written under a temporary name in the folder where
 * they are to stand, then renamed. What is not committed is removed, also when the process
 * is ended by a signal (cleanup.h); what a SIGKILL leaves is removed by the next process
 * that writes into the folder. */
#ifndef MLFIX_BASE_TEMPFILE_H
#define MLFIX_BASE_TEMPFILE_H

#include <stdio.h>

struct mlf_err;

struct mlf_tempfile {
    FILE *file;      /* open for writing until commit or discard */
    char *temporary; /* path being written */
    char *target;    /* path it will have */
    int slot;        /* place in the list of files to remove on a signal (cleanup.h) */
    int lock;        /* where has_lock: keeps the lock on a closed file, which tells others that it has an owner */
    int has_lock;
    int is_shared; /* made by mlf_tempfile_open_as */
};

/* Creates target's folder where it is missing. */
int mlf_tempfile_open(struct mlf_tempfile *temp, const char *target, struct mlf_err *err);

/* The same with a temporary name that begins with `prefix` (".mlfix-" and more): a program
 * that holds a lock recognises by it what an interrupted run of its own kind left behind.
 * Nobody else removes such a file. */
int mlf_tempfile_open_as(struct mlf_tempfile *temp, const char *target, const char *prefix, struct mlf_err *err);

/* Flushes and closes the file; `durable` also fsyncs it. The bytes are then
 * checked to be on disk, but the target is not touched yet. */
int mlf_tempfile_close(struct mlf_tempfile *temp, int durable, struct mlf_err *err);

/* Closes the file where mlf_tempfile_close was not called, renames it to the target
 * and frees. On error the temporary file is removed and the target is as it was. */
int mlf_tempfile_commit(struct mlf_tempfile *temp, struct mlf_err *err);

/* Closes, removes, frees. Harmless on a zeroed or committed one. */
void mlf_tempfile_discard(struct mlf_tempfile *temp);

/* Removes from the folder ("" is the current one) temporary files and folders whose owner is gone.
 * Only the first call for a folder looks; the functions here that make something call it themselves. */
void mlf_tempfile_sweep(const char *folder);

/* A folder of the same kind. */
struct mlf_tempfolder {
    char *path; /* where it is being filled; owned */
    int slot, lock;
};

/* `parent` ends with '/', or is "" for the current folder. */
int mlf_tempfolder_make(struct mlf_tempfolder *temp, const char *parent, struct mlf_err *err);

/* Renames it to the target, which is not there or an empty folder, and frees. On error it is
 * removed. */
int mlf_tempfolder_commit(struct mlf_tempfolder *temp, const char *target, struct mlf_err *err);

/* Removes it with all that is in it, and frees. Harmless on a zeroed or committed one. */
void mlf_tempfolder_discard(struct mlf_tempfolder *temp);

#endif
