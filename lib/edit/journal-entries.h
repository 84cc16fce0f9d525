/* The lines of a journal: which files changed, and the bytes that lead back. */
#ifndef MLFIX_EDIT_JOURNAL_ENTRIES_H
#define MLFIX_EDIT_JOURNAL_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/dataset/edits.h"

struct mlf_buf;
struct mlf_err;

/* One file that changed or moved. Texts are owned. */
struct mlf_journal_entry {
    char *file;
    char *move_to;          /* where it moved; then the fields below are unused; else NULL */
    char *temporary;        /* base name of the new contents before they were renamed */
    uint64_t before, after; /* checksums of the contents */
    struct mlf_edits undo;  /* replaces the new bytes by the old ones */
};

struct mlf_journal_entries {
    struct mlf_journal_entry *items;
    size_t n, capacity;
};

/* Appends an entry as JSON Lines: one for the file, one for each run of replaced bytes. */
void mlf_journal_entry_print(const struct mlf_journal_entry *entry, struct mlf_buf *buf);

/* Reads a journal, and checks that every name in it lies inside the dataset. Freed by
 * mlf_journal_entries_free, also after an error. */
int mlf_journal_entries_read(struct mlf_journal_entries *entries, const char *path, struct mlf_err *err);

/* Adds a zeroed entry at the end and returns it, or NULL and an error. */
struct mlf_journal_entry *mlf_journal_entries_add(struct mlf_journal_entries *entries, struct mlf_err *err);
void mlf_journal_entries_free(struct mlf_journal_entries *entries);

#endif
