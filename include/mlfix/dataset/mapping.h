/* The bytes of files. */
#ifndef MLFIX_DATASET_MAPPING_H
#define MLFIX_DATASET_MAPPING_H

#include <stddef.h>

#include "mlfix/base/err.h"

struct mlf_dataset;
struct mlf_err;

/* A file's bytes, mapped. */
struct mlf_mapping {
    const char *data; /* with a NUL behind it, which `length` does not count */
    size_t length;
    size_t mapped; /* what munmap is told; 0: `data` is a constant */
    char *path;    /* for messages; owned */
    char *copy;    /* `data` where it is a copy; owned, else NULL */
};

/* An annotation file of the dataset, which counts as read from now on (mlf_dataset.opened). */
int mlf_map(struct mlf_mapping *mapping, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);

/* Any other file. */
int mlf_map_path(struct mlf_mapping *mapping, const char *path, struct mlf_err *err);

/* Counts a file as read that is not mapped; or takes that back of a file that turned out to be none of the format's. */
int mlf_note_read(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);
int mlf_note_unread(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);

/* Notes a sentence for people about what the dataset names and does not have. */
int mlf_note_said(const struct mlf_dataset *dataset, const char *sentence, struct mlf_err *err);

void mlf_unmap(struct mlf_mapping *mapping);

/* Makes `data` a copy in memory, which is returned and may be changed; NULL and an error where memory is short. */
char *mlf_map_copy(struct mlf_mapping *mapping, struct mlf_err *err);

/* Tells the kernel that the mapping's first `offset` bytes will not be needed soon. */
void mlf_map_forget(const struct mlf_mapping *mapping, size_t *forgotten, size_t offset);

/* At most `limit` bytes from the beginning, NUL-terminated; NULL and an error
 * where the file cannot be read. It is only looked at, and does not count as read. */
char *mlf_head(const struct mlf_dataset *dataset, const char *file, size_t limit, size_t *length, struct mlf_err *err);

#endif
