/* Lists of the byte edits that change annotation files, and carrying them out in memory. */
#ifndef MLFIX_DATASET_EDITS_H
#define MLFIX_DATASET_EDITS_H

#include <stddef.h>

struct mlf_err;

/* One step of an edit. */
struct mlf_edit {
    char *file;    /* relative to the root */
    size_t offset; /* bytes offset..offset+length of the file ... */
    size_t length;
    char *text; /* ... become these (text_length bytes); NULL where the file moves */
    size_t text_length;
    char *move_to; /* new name relative to the root, or NULL */
};

struct mlf_edits {
    struct mlf_edit *items;
    size_t n, capacity;
    size_t rounded; /* new boxes that are rounded to whole pixels, since the format has no others */
    size_t kept;    /* new boxes that come to what stands there already: no step changes them */
};

/* Adds a step. The texts are copied. */
int mlf_edits_replace(struct mlf_edits *edits, const char *file, size_t offset, size_t length, const char *text,
                      size_t text_length, struct mlf_err *err);

/* Like mlf_edits_replace; where a step for these bytes is there already, `text` goes behind its
 * text (length 0: one insertion made of several) or takes its place. */
int mlf_edits_amend(struct mlf_edits *edits, const char *file, size_t offset, size_t length, const char *text,
                    struct mlf_err *err);

int mlf_edits_move(struct mlf_edits *edits, const char *file, const char *move_to, struct mlf_err *err);
void mlf_edits_free(struct mlf_edits *edits);

/* Sorts the steps of one file by where they begin; of those that begin together, insertions stand
 * first, and otherwise the order stays. */
int mlf_edits_sort(struct mlf_edits *edits, struct mlf_err *err);

/* The same order for qsort, of an array of pointers into one array of steps. */
int mlf_edits_by_offset(const void *a, const void *b);

/* Brings the steps of each file together, in the order in which the files first come; those of one file keep theirs. */
int mlf_edits_group(struct mlf_edits *edits, struct mlf_err *err);

/* The new contents of a file of which `old` are the bytes, after the steps that
 * name it: new memory. An error if steps overlap or reach past the end. */
char *mlf_edits_apply(const struct mlf_edits *edits, const char *file, const char *old, size_t old_length,
                      size_t *new_length, struct mlf_err *err);

/* The beginning of the new contents, where `old` is that of the old ones and longer than `limit` by what the steps take
 * out (mlf_edits_taken), or all there is: steps behind it are left out. */
char *mlf_edits_apply_head(const struct mlf_edits *edits, const char *file, const char *old, size_t old_length,
                           size_t limit, size_t *new_length, struct mlf_err *err);

/* Whether a step changes the file's contents; *taken (may be NULL) becomes the bytes that steps take out of it. */
int mlf_edits_touch(const struct mlf_edits *edits, const char *file, size_t *taken);

#endif
