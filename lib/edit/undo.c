#include "mlfix/edit/undo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal-entries.h"
#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/review-folder.h"
#include "splice.h"
#include "staging.h"

enum state {
    BEFORE, /* as before the change */
    AFTER,  /* as after it */
    BOTH,   /* both names of a move exist */
    OTHER,  /* somebody else has changed it */
};

static int is_there(const char *root, const char *relative, struct mlf_err *err)
{
    char *path = mlf_path_join(root, relative, err);
    struct stat status;
    int there = path ? lstat(path, &status) == 0 : -1;

    free(path);
    return there;
}

/* Finds out in which state the entry's file is now. */
static int look(const char *root, const struct mlf_journal_entry *entry, enum state *state, struct mlf_err *err)
{
    char *target;
    uint64_t sum;
    int result;

    if (entry->move_to) {
        int from = is_there(root, entry->file, err), to = is_there(root, entry->move_to, err);
        if (from < 0 || to < 0)
            return -1;
        *state = from && to ? BOTH : from ? BEFORE : to ? AFTER : OTHER;
        return 0;
    }
    target = mlf_journal_files_target(root, entry->file, err);
    result = target ? mlf_splice_sum(target, &sum, err) : -1;
    free(target);
    if (!result)
        *state = sum == entry->before ? BEFORE : sum == entry->after ? AFTER : OTHER;
    return result;
}

/* Removes the new contents that may still stand beside the file under their temporary name. */
static void sweep(const char *target, const char *temporary)
{
    struct mlf_err err = {""};
    char *path = mlf_strf(&err, "%.*s%s", (int)(mlf_path_base(target) - target), target, temporary);

    if (path)
        unlink(path); /* mostly it is gone already */
    free(path);
}

/* Writes the old contents of a file beside it, where it has the new ones. */
static int stage_old(struct mlf_staging *staging, const char *root, struct mlf_journal_entry *entry, enum state state,
                     struct mlf_err *err)
{
    char *target = mlf_journal_files_target(root, entry->file, err);
    struct mlf_splice_sums sums;
    int result = target ? 0 : -1;

    if (target)
        sweep(target, entry->temporary);
    if (target && state == AFTER)
        result = mlf_edits_sort(&entry->undo, err)
                     ? -1
                     : mlf_staging_add(staging, target, entry->file, &entry->undo, NULL, &sums, err);
    if (!result && state == AFTER && sums.after != entry->before)
        result = mlf_fail(err, "the journal does not lead back to what '%s' was", entry->file);
    free(target);
    return result;
}

/* Restores the dataset as it was before the change: writes the old contents of all files beside
 * them, and only when these are complete and on disk renames them into place, then moves photos
 * back. Interrupted itself, it can be done again. */
static int restore(const char *root, struct mlf_journal_entries *entries, struct mlf_err *err)
{
    enum state *states = mlf_alloc(entries->n, sizeof *states, err);
    struct mlf_staging staging = {0};
    int failed = states ? 0 : -1;

    for (size_t i = 0; i < entries->n && !failed; i++) {
        struct mlf_journal_entry *entry = &entries->items[i];
        failed = look(root, entry, &states[i], err);
        if (!failed && states[i] == OTHER)
            failed = mlf_fail(err, "'%s' was changed since the interrupted run: look at it, then remove '%s/%s'",
                              entry->file, root, MLF_JOURNAL_PENDING);
    }
    for (size_t i = 0; i < entries->n && !failed; i++) {
        struct mlf_journal_entry *entry = &entries->items[i];
        failed = !entry->move_to ? stage_old(&staging, root, entry, states[i], err)
                                 : mlf_staging_note(&staging, root, entry->file, err) ||
                                       (states[i] == AFTER && mlf_staging_note(&staging, root, entry->move_to, err));
    }
    if (!failed)
        failed = mlf_staging_sync(&staging, err) || mlf_staging_commit(&staging, err);
    for (size_t i = entries->n; i > 0 && !failed; i--) {
        const struct mlf_journal_entry *entry = &entries->items[i - 1];
        /* A move never replaces a file, so where both names exist it was not carried out. */
        if (entry->move_to && states[i - 1] == AFTER)
            failed = mlf_journal_files_move(root, entry->move_to, entry->file, err);
    }
    if (!failed)
        failed = mlf_staging_sync_folders(&staging, err);
    mlf_staging_free(&staging);
    free(states);
    return failed ? -1 : 0;
}

int mlf_undo_is_pending(const char *root)
{
    struct mlf_err err = {""};

    return is_there(root, MLF_JOURNAL_PENDING, &err) == 1;
}

int mlf_undo_pending(const char *root, struct mlf_err *err)
{
    struct mlf_journal_entries entries = {0};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    int result = -1;

    if (!pending)
        return -1;
    if (!mlf_undo_is_pending(root)) {
        result = 0;
        goto done;
    }
    if (mlf_journal_entries_read(&entries, pending, err))
        goto done;
    result = restore(root, &entries, err);
    if (!result && unlink(pending))
        result = mlf_fail_errno(err, "cannot remove '%s'", pending);
done:
    mlf_journal_entries_free(&entries);
    free(pending);
    return result;
}

/* Appends the edits that take one entry back. */
static int append_undo(const struct mlf_journal_entry *entry, struct mlf_edits *edits, struct mlf_err *err)
{
    if (entry->move_to)
        return mlf_edits_move(edits, entry->move_to, entry->file, err);
    for (size_t i = 0; i < entry->undo.n; i++) {
        const struct mlf_edit *edit = &entry->undo.items[i];
        if (mlf_edits_replace(edits, entry->file, edit->offset, edit->length, edit->text, edit->text_length, err))
            return -1;
    }
    return 0;
}

int mlf_undo_journal(const char *root, const char *journal, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_journal_entries entries = {0};
    int failed = mlf_journal_entries_read(&entries, journal, err);

    for (size_t i = 0; i < entries.n && !failed; i++) {
        enum state state;
        if (strcmp(entries.items[i].file, MLF_LEDGER) == 0)
            continue;
        failed = look(root, &entries.items[i], &state, err);
        if (!failed && (state == BOTH || state == OTHER))
            failed = mlf_fail(err, "'%s' was changed after '%s' was written: nothing is undone", entries.items[i].file,
                              journal);
        if (!failed && state == AFTER)
            failed = append_undo(&entries.items[i], edits, err);
    }
    mlf_journal_entries_free(&entries);
    return failed ? -1 : 0;
}
