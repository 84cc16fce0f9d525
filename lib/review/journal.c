#include "mlfix/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/checksum.h"
#include "mlfix/err.h"
#include "mlfix/wordset.h"
#include "mlfix/path.h"
#include "mlfix/tempfile.h"
#include "mlfix/utf8.h"
#include "entries.h"

/* More files than this are forced to disk by one syncfs, not one by one. */
#define FSYNC_FILES 64

/* A change under way. */
struct change {
    const char *root;
    int durable;
    struct mlf_entries entries;
    struct mlf_tempfile *temps; /* of the first n_temps entries, in order */
    size_t n_temps, temp_capacity;
    struct mlf_wordset targets; /* real paths */
    struct mlf_wordset folders; /* of the targets */
};

int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err)
{
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err);
    int failed = -1;

    *lock = -1;
    if (!folder)
        return -1;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        mlf_fail_errno(err, "cannot make the folder '%s'", folder);
        goto done;
    }
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*lock < 0)
        mlf_fail_errno(err, "cannot open the folder '%s'", folder);
    else if (flock(*lock, LOCK_EX | LOCK_NB) != 0)
        mlf_fail(err, "another mlfix-apply is writing to '%s'", root);
    else
        failed = 0;
    if (failed && *lock >= 0) {
        close(*lock);
        *lock = -1;
    }
done:
    free(folder);
    return failed;
}

static int sync_path(const char *path, int whole, struct mlf_err *err)
{
    int fd = open(*path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || (whole ? syncfs(fd) : fsync(fd)) != 0;

    if (failed)
        mlf_fail_errno(err, "cannot write '%s' to disk", path);
    if (fd >= 0)
        close(fd);
    return failed ? -1 : 0;
}

/* Forces the renames to disk. */
static int sync_folder_of(const char *path, struct mlf_err *err)
{
    char *folder = mlf_strndup(path, (size_t)(mlf_path_base(path) - path), err);
    int failed = folder ? sync_path(folder, 0, err) : -1;

    free(folder);
    return failed;
}

/* Notes how to get from the new bytes to the old ones, and tries it. */
static int note_undo(struct mlf_entry *entry, const struct mlf_edits *edits, const char *old, size_t old_length,
                     const char *new, size_t new_length, struct mlf_err *err)
{
    size_t grown = 0, length; /* modulo 2^64: how far the bytes behind have moved */
    char *again;
    int failed;

    for (size_t i = 0; i < edits->n; i++) {
        const struct mlf_edit *edit = &edits->items[i];
        if (mlf_edits_replace(&entry->undo, edit->file, edit->offset + grown, edit->text_length, old + edit->offset,
                              edit->length, err) < 0)
            return -1;
        grown += edit->text_length - edit->length;
    }
    again = mlf_edits_apply(&entry->undo, entry->file, new, new_length, &length, err);
    if (!again)
        return -1;
    failed = length != old_length || memcmp(again, old, length) != 0;
    free(again);
    return failed ? mlf_fail(err, "the edits of '%s' could not be taken back", entry->file) : 0;
}

static int by_offset(const void *a, const void *b)
{
    const struct mlf_edit *x = a, *y = b;

    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Tidies a folder before the first file of it is written. */
static int visit_folder(struct change *change, const char *target, struct mlf_err *err)
{
    char *folder = mlf_strndup(target, (size_t)(mlf_path_base(target) - target), err);
    int added = folder ? mlf_wordset_add(&change->folders, folder, NULL, err) : -1;

    if (added > 0)
        mlf_entry_sweep(target);
    free(folder);
    return added < 0 ? -1 : 0;
}

/* Writes the new contents of one file beside it. `edits` are those of the file. */
static int stage_file(struct change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    const char *file = edits->items[0].file;
    char *target = mlf_entry_target(change->root, file, err), *old = NULL, *new = NULL;
    struct mlf_entry *entry = NULL;
    struct mlf_tempfile *temp;
    size_t old_length, new_length;
    int failed = -1, added;

    if (!target)
        return -1;
    added = mlf_wordset_add(&change->targets, target, NULL, err);
    if (added < 1) {
        if (added == 0)
            mlf_fail(err, "'%s' is another name of a file that changes too", file);
        goto done;
    }
    if (visit_folder(change, target, err) < 0)
        goto done;
    if (!mlf_utf8_is_valid(file, strlen(file), NULL)) {
        mlf_fail(err, "the name of '%s' is not UTF-8, which the journal cannot say", file);
        goto done;
    }
    qsort(edits->items, edits->n, sizeof *edits->items, by_offset);
    old = mlf_file_read(target, MLF_ANNOTATION_LIMIT, &old_length, err);
    new = old ? mlf_edits_apply(edits, file, old, old_length, &new_length, err) : NULL;
    entry = new ? mlf_entries_add(&change->entries, err) : NULL;
    if (!entry || mlf_grow(&change->temps, &change->temp_capacity, change->n_temps + 1, sizeof *temp, err) < 0)
        goto done;
    entry->file = mlf_strdup(file, err);
    entry->before = mlf_checksum(MLF_CHECKSUM_START, old, old_length);
    entry->after = mlf_checksum(MLF_CHECKSUM_START, new, new_length);
    if (!entry->file || note_undo(entry, edits, old, old_length, new, new_length, err) < 0)
        goto done;
    temp = &change->temps[change->n_temps];
    if (mlf_tempfile_open(temp, target, err) < 0)
        goto done;
    change->n_temps++;
    fwrite(new, 1, new_length, temp->file); /* close looks for failures */
    if (mlf_tempfile_close(temp, change->durable, err) < 0)
        goto done;
    entry->temporary = mlf_strdup(mlf_path_base(temp->temporary), err);
    failed = entry->temporary ? 0 : -1;
done:
    free(target);
    free(old);
    free(new);
    return failed;
}

static int note_move(struct change *change, const struct mlf_edit *edit, struct mlf_err *err)
{
    struct mlf_entry *entry = mlf_entries_add(&change->entries, err);

    if (!entry)
        return -1;
    entry->file = mlf_strdup(edit->file, err);
    entry->move_to = mlf_strdup(edit->move_to, err);
    if (!entry->file || !entry->move_to)
        return -1;
    return mlf_path_is_inside(edit->move_to) ? 0
                                             : mlf_fail(err, "'%s' is not a name inside the dataset", edit->move_to);
}

/* Files first, moves behind them, so that temps and entries have the same
 * numbers. */
static int stage(struct change *change, const struct mlf_edits *edits, struct mlf_err *err)
{
    size_t n_files = 0, end;

    for (size_t i = 0; i < edits->n; i++)
        n_files += !edits->items[i].move_to && (i == 0 || strcmp(edits->items[i].file, edits->items[i - 1].file) != 0);
    change->durable = n_files <= FSYNC_FILES;
    for (size_t i = 0; i < edits->n; i = end) {
        struct mlf_edits part = {.items = &edits->items[i]};
        for (end = i; end < edits->n && strcmp(edits->items[end].file, edits->items[i].file) == 0 &&
                      !edits->items[end].move_to == !edits->items[i].move_to;
             end++)
            part.n++;
        if (!edits->items[i].move_to && stage_file(change, &part, err) < 0)
            return -1;
    }
    for (size_t i = 0; i < edits->n; i++) {
        if (edits->items[i].move_to && note_move(change, &edits->items[i], err) < 0)
            return -1;
    }
    return !change->durable ? sync_path(change->root, 1, err) : 0;
}

/* Says on disk what is about to happen. */
static int announce(const struct change *change, const struct mlf_buf *notes, const char *pending, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    struct mlf_tempfile temp = {0};
    time_t now = time(NULL);
    struct tm utc;
    int failed = -1;

    gmtime_r(&now, &utc);
    mlf_buf_printf(&buf, "{\"journal\": \"mlfix-apply\", \"version\": 1, \"at\": \"%04d-%02d-%02dT%02d:%02d:%02dZ\"}\n",
                   utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    for (size_t i = 0; i < change->entries.n; i++)
        mlf_entry_print(&change->entries.items[i], &buf);
    if (notes && notes->length)
        mlf_buf_add(&buf, notes->data, notes->length);
    if (mlf_buf_check(&buf, err) < 0 || mlf_tempfile_open(&temp, pending, err) < 0)
        goto done;
    fwrite(buf.data, 1, buf.length, temp.file); /* close looks for failures */
    if (mlf_tempfile_close(&temp, 1, err) < 0 || mlf_tempfile_commit(&temp, err) < 0)
        goto done;
    failed = sync_folder_of(pending, err);
done:
    mlf_tempfile_discard(&temp);
    mlf_buf_free(&buf);
    return failed;
}

/* Renames everything into place. */
static int carry_out(struct change *change, struct mlf_err *err)
{
    int failed = 0;

    for (size_t i = 0; i < change->n_temps && !failed; i++) {
        char *target = mlf_strdup(change->temps[i].target, err);
        failed = !target || mlf_tempfile_commit(&change->temps[i], err) < 0;
        if (!failed && change->durable)
            failed = sync_folder_of(target, err);
        free(target);
    }
    for (size_t i = change->n_temps; i < change->entries.n && !failed; i++)
        failed = mlf_entry_move(change->root, change->entries.items[i].file, change->entries.items[i].move_to, err);
    if (!failed && (!change->durable || change->entries.n > change->n_temps))
        failed = sync_path(change->root, 1, err);
    return failed ? -1 : 0;
}

/* Gives the pending journal its lasting name: the first number that is free. */
static int settle(const char *root, const char *pending, char **journal, struct mlf_err *err)
{
    for (unsigned number = 1; number < 1000000; number++) {
        char *path = mlf_strf(err, "%s%s%s/journal-%04u.jsonl", root, *root ? "/" : "", MLF_JOURNAL_FOLDER, number);
        if (!path)
            return -1;
        if (renameat2(AT_FDCWD, pending, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
            *journal = path;
            return sync_folder_of(path, err);
        }
        if (errno == EINVAL || errno == ENOSYS) { /* a filesystem without it; we hold the lock */
            if (access(path, F_OK) != 0 && rename(pending, path) == 0) {
                *journal = path;
                return sync_folder_of(path, err);
            }
        } else if (errno != EEXIST) {
            mlf_fail_errno(err, "cannot write '%s'", path);
            free(path);
            return -1;
        }
        free(path);
    }
    return mlf_fail(err, "the folder '%s/%s' is full of journals", root, MLF_JOURNAL_FOLDER);
}

int mlf_journal_write(const char *root, const struct mlf_edits *edits, const struct mlf_buf *notes, char **journal,
                      struct mlf_err *err)
{
    struct change change = {.root = root};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    int failed = -1;

    *journal = NULL;
    if (!pending || stage(&change, edits, err) < 0)
        goto done;
    if (announce(&change, notes, pending, err) < 0)
        goto done;
    failed = carry_out(&change, err);
    if (!failed)
        failed = settle(root, pending, journal, err);
done:
    for (size_t i = 0; i < change.n_temps; i++)
        mlf_tempfile_discard(&change.temps[i]);
    if (failed && pending && access(pending, F_OK) == 0) {
        struct mlf_err again = {""};
        if (mlf_journal_recover(root, &again) < 0 && err) {
            struct mlf_err first = *err;
            mlf_err_clear(err);
            mlf_fail(err, "%s; taking the change back failed too: %s", first.text, again.text);
        }
    }
    free(change.temps);
    mlf_wordset_free(&change.targets);
    mlf_wordset_free(&change.folders);
    mlf_entries_free(&change.entries);
    free(pending);
    return failed;
}
