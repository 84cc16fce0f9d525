/* Taking changes back: interrupted ones, and finished ones on request. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/array.h"
#include "mlfix/checksum.h"
#include "mlfix/err.h"
#include "mlfix/journal.h"
#include "mlfix/path.h"
#include "mlfix/tempfile.h"
#include "entries.h"

enum state {
    BEFORE,
    AFTER,
    BOTH, /* a move's two names exist */
    OTHER,
};

static int is_there(const char *root, const char *relative, struct mlf_err *err)
{
    char *path = mlf_path_join(root, relative, err);
    struct stat status;
    int there = path ? lstat(path, &status) == 0 : -1;

    free(path);
    return there;
}

/* Where the entry's file stands now. *data (of files that were edited) are its
 * bytes, new memory. */
static int look(const char *root, const struct mlf_entry *entry, enum state *state, char **data, size_t *length,
                struct mlf_err *err)
{
    char *target;
    uint64_t sum;

    *data = NULL;
    if (entry->move_to) {
        int from = is_there(root, entry->file, err), to = is_there(root, entry->move_to, err);
        if (from < 0 || to < 0)
            return -1;
        *state = from && to ? BOTH : from ? BEFORE : to ? AFTER : OTHER;
        return 0;
    }
    target = mlf_entry_target(root, entry->file, err);
    *data = target ? mlf_file_read(target, MLF_ANNOTATION_LIMIT, length, err) : NULL;
    free(target);
    if (!*data)
        return -1;
    sum = mlf_checksum(MLF_CHECKSUM_START, *data, *length);
    *state = sum == entry->before ? BEFORE : sum == entry->after ? AFTER : OTHER;
    return 0;
}

static int write_durably(const char *target, const char *data, size_t length, struct mlf_err *err)
{
    struct mlf_tempfile temp = {0};

    if (mlf_tempfile_open(&temp, target, err) < 0)
        return -1;
    fwrite(data, 1, length, temp.file); /* close looks for failures */
    if (mlf_tempfile_close(&temp, 1, err) < 0) {
        mlf_tempfile_discard(&temp);
        return -1;
    }
    return mlf_tempfile_commit(&temp, err);
}

/* Removes the new contents that still wait beside the file. */
static void sweep(const char *target, const char *temporary)
{
    struct mlf_err err = {""};
    char *path = mlf_strf(&err, "%.*s%s", (int)(mlf_path_base(target) - target), target, temporary);

    if (path)
        unlink(path); /* mostly gone already */
    free(path);
}

static int restore(const char *root, const struct mlf_entry *entry, struct mlf_err *err)
{
    enum state state;
    char *data, *old = NULL, *target = NULL;
    size_t length = 0, old_length;
    int failed = -1;

    if (look(root, entry, &state, &data, &length, err) < 0)
        return -1;
    if (state == OTHER) {
        mlf_fail(err, "'%s' was changed since the interrupted run: look at it, then remove '%s/%s'", entry->file, root,
                 MLF_JOURNAL_PENDING);
    } else if (entry->move_to) {
        /* A move never replaces, so with both there it was not done. */
        failed = state == AFTER ? mlf_entry_move(root, entry->move_to, entry->file, err) : 0;
    } else {
        target = mlf_entry_target(root, entry->file, err);
        if (target)
            sweep(target, entry->temporary);
        if (target && state == AFTER) {
            old = mlf_edits_apply(&entry->undo, entry->file, data, length, &old_length, err);
            failed = old ? write_durably(target, old, old_length, err) : -1;
        } else if (target) {
            failed = 0;
        }
    }
    free(data);
    free(old);
    free(target);
    return failed;
}

int mlf_journal_is_pending(const char *root)
{
    struct mlf_err err = {""};

    return is_there(root, MLF_JOURNAL_PENDING, &err) == 1;
}

int mlf_journal_recover(const char *root, struct mlf_err *err)
{
    struct mlf_entries entries = {0};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    int failed = -1;

    if (!pending)
        return -1;
    if (!mlf_journal_is_pending(root)) {
        failed = 0;
        goto done;
    }
    if (mlf_entries_read(&entries, pending, err) < 0)
        goto done;
    failed = 0;
    for (size_t i = entries.n; i > 0 && !failed; i--)
        failed = restore(root, &entries.items[i - 1], err);
    if (!failed && unlink(pending) != 0)
        failed = mlf_fail_errno(err, "cannot remove '%s'", pending);
done:
    mlf_entries_free(&entries);
    free(pending);
    return failed;
}

/* Appends the edits that take one entry back. */
static int append_undo(const struct mlf_entry *entry, struct mlf_edits *edits, struct mlf_err *err)
{
    if (entry->move_to)
        return mlf_edits_move(edits, entry->move_to, entry->file, err);
    for (size_t i = 0; i < entry->undo.n; i++) {
        const struct mlf_edit *edit = &entry->undo.items[i];
        if (mlf_edits_replace(edits, entry->file, edit->offset, edit->length, edit->text, edit->text_length, err) < 0)
            return -1;
    }
    return 0;
}

int mlf_journal_undo(const char *root, const char *journal, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_entries entries = {0};
    int failed = mlf_entries_read(&entries, journal, err);

    for (size_t i = 0; i < entries.n && !failed; i++) {
        enum state state;
        char *data;
        size_t length;
        failed = look(root, &entries.items[i], &state, &data, &length, err);
        free(data);
        if (!failed && (state == BOTH || state == OTHER))
            failed = mlf_fail(err, "'%s' was changed after '%s' was written: nothing is undone", entries.items[i].file,
                              journal);
        if (!failed && state == AFTER)
            failed = append_undo(&entries.items[i], edits, err);
    }
    mlf_entries_free(&entries);
    return failed ? -1 : 0;
}
