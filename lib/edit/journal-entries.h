/* The lines of a journal. */
#ifndef MLFIX_EDIT_JOURNAL_ENTRIES_H
#define MLFIX_EDIT_JOURNAL_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/dataset/edits.h"

struct mlf_buf;
struct mlf_err;

/* One file that changed, or moved. */
struct mlf_journal_entry {
    char *file;
    char *move_to;          /* where it moved; the fields below are then unused */
    char *temporary;        /* base name of the new contents while they waited */
    uint64_t before, after; /* checksums of the contents */
    struct mlf_edits undo;  /* replaces the new bytes by the old ones */
};

struct mlf_journal_entries {
    struct mlf_journal_entry *items;
    size_t n, capacity;
};

/* Appends an entry as JSON Lines: one for the file, one for each run of bytes. */
void mlf_journal_entry_print(const struct mlf_journal_entry *entry, struct mlf_buf *buf);

/* Reads a journal. Every name in it is checked to lie inside the dataset. */
int mlf_journal_entries_read(struct mlf_journal_entries *entries, const char *path, struct mlf_err *err);

/* A new, zeroed entry at the end; NULL and an error. */
struct mlf_journal_entry *mlf_journal_entries_add(struct mlf_journal_entries *entries, struct mlf_err *err);
void mlf_journal_entries_free(struct mlf_journal_entries *entries);

/* Checks that root/file may be written to: inside root also behind symbolic
 * links, a regular file, with write permission. Its real path in new memory. */
char *mlf_journal_files_target(const char *root, const char *file, struct mlf_err *err);

/* Removes what killed runs left half written in the folder of `target`: files
 * of ours, for which the dataset's lock must be held, and others named .mlfix-*
 * that nobody has touched for a minute. */
void mlf_journal_files_sweep(const char *target);

/* Moves root/from to root/to, never onto something; creates folders. */
int mlf_journal_files_move(const char *root, const char *from, const char *to, struct mlf_err *err);

/* What temporary files are called here. Who holds the dataset's lock may remove
 * any of them: a run that was killed left it. */
#define MLF_STAGING_PREFIX ".mlfix-apply-"

#endif
