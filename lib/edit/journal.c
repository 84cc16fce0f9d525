#include "mlfix/edit/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal-entries.h"
#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/base/utf8.h"
#include "mlfix/edit/undo.h"
#include "mlfix/flags/review-folder.h"
#include "splice.h"
#include "staging.h"

/* Numbers of journals are below this. */
#define JOURNALS 1000000u

/* A change that is being carried out. */
struct change {
    const char *root;
    struct mlf_journal_entries entries; /* first n_files files with new contents, then moves */
    size_t n_files;
    struct mlf_staging staging;
    struct mlf_string_set targets; /* the real paths of these files */
};

int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err)
{
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err);
    int result = -1;

    *lock = -1;
    if (!folder)
        return -1;
    if (mkdir(folder, 0777) && errno != EEXIST) {
        mlf_fail_errno(err, "cannot make the folder '%s'", folder);
        goto done;
    }
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*lock < 0)
        mlf_fail_errno(err, "cannot open the folder '%s'", folder);
    else if (flock(*lock, LOCK_EX | LOCK_NB))
        mlf_fail(err, "another mlfix-apply is writing to '%s'", root);
    else
        result = 0;
    if (result && *lock >= 0) {
        close(*lock);
        *lock = -1;
    }
done:
    free(folder);
    return result;
}

/* Forces the names in the folder of a file to disk (fsync). */
static int sync_folder_of(const char *path, struct mlf_err *err)
{
    struct mlf_staging none = {0};
    char *folder = mlf_strndup(path, (size_t)(mlf_path_base(path) - path), err);
    int failed = !folder || mlf_string_set_add(&none.folders, *folder ? folder : ".", NULL, NULL, err) ||
                 mlf_staging_sync_folders(&none, err);

    free(folder);
    mlf_staging_free(&none);
    return failed ? -1 : 0;
}

/* Step 1 for one file: writes its new contents beside it. `edits` are those of the file. */
static int stage_file(struct change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    const char *file = edits->items[0].file;
    char *target = mlf_journal_files_target(change->root, file, err);
    struct mlf_journal_entry *entry = NULL;
    struct mlf_splice_sums sums;
    int result = -1, added;

    if (!target)
        return -1;
    if (mlf_string_set_add(&change->targets, target, NULL, &added, err))
        goto done;
    if (!added) {
        mlf_fail(err, "'%s' is another name of a file that changes too", file);
        goto done;
    }
    if (!mlf_utf8_is_valid(file, strlen(file), NULL)) {
        mlf_fail(err, "the name of '%s' is not UTF-8, which the journal cannot say", file);
        goto done;
    }
    entry = mlf_journal_entries_add(&change->entries, err);
    if (!entry || !(entry->file = mlf_strdup(file, err)) || mlf_edits_sort(edits, err) ||
        mlf_staging_add(&change->staging, target, file, edits, &entry->undo, &sums, err))
        goto done;
    entry->before = sums.before;
    entry->after = sums.after;
    entry->temporary = mlf_strdup(mlf_path_base(change->staging.temps[change->staging.n - 1].temporary), err);
    result = entry->temporary ? 0 : -1;
done:
    free(target);
    return result;
}

/* Adds the entry of a move. */
static int note_move(struct change *change, const struct mlf_edit *edit, struct mlf_err *err)
{
    struct mlf_journal_entry *entry = mlf_journal_entries_add(&change->entries, err);

    if (!entry)
        return -1;
    entry->file = mlf_strdup(edit->file, err);
    entry->move_to = mlf_strdup(edit->move_to, err);
    if (!entry->file || !entry->move_to)
        return -1;
    if (!mlf_path_is_inside(edit->move_to))
        return mlf_fail(err, "'%s' is not a name inside the dataset", edit->move_to);
    return mlf_staging_note(&change->staging, change->root, edit->file, err)
               ? -1
               : mlf_staging_note(&change->staging, change->root, edit->move_to, err);
}

/* Step 1: writes the new contents of all files, and notes the moves. */
static int stage(struct change *change, const struct mlf_edits *edits, struct mlf_err *err)
{
    size_t end;

    for (size_t i = 0; i < edits->n; i = end) {
        struct mlf_edits part = {.items = &edits->items[i]};
        for (end = i; end < edits->n && strcmp(edits->items[end].file, edits->items[i].file) == 0 &&
                      !edits->items[end].move_to == !edits->items[i].move_to;
             end++)
            part.n++;
        mlf_progress("write the files", i, edits->n);
        if (!edits->items[i].move_to && stage_file(change, &part, err))
            return -1;
    }
    change->n_files = change->entries.n;
    for (size_t i = 0; i < edits->n; i++) {
        if (edits->items[i].move_to && note_move(change, &edits->items[i], err))
            return -1;
    }
    mlf_progress_leave("write the files");
    mlf_progress_enter("flush the files");
    int failed = mlf_staging_sync(&change->staging, err);
    mlf_progress_leave("flush the files");
    return failed;
}

/* Step 2: writes the pending journal. */
static int write_pending(const struct change *change, const struct mlf_buf *notes, const char *pending,
                         struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    struct mlf_tempfile temp = {0};
    char now[MLF_CLOCK_TEXT];
    int result = -1;

    mlf_clock_now(now);
    mlf_buf_printf(&buf, "{\"journal\": \"mlfix-apply\", \"version\": 1, \"at\": \"%s\"}\n", now);
    for (size_t i = 0; i < change->entries.n; i++)
        mlf_journal_entry_print(&change->entries.items[i], &buf);
    if (notes && notes->length)
        mlf_buf_add(&buf, notes->data, notes->length);
    if (mlf_buf_check(&buf, err) || mlf_tempfile_open(&temp, pending, err))
        goto done;
    fwrite(buf.data, 1, buf.length, temp.file); /* a failure shows when the file is closed */
    if (mlf_tempfile_close(&temp, 1, err) || mlf_tempfile_commit(&temp, err))
        goto done;
    result = sync_folder_of(pending, err);
done:
    mlf_tempfile_discard(&temp);
    mlf_buf_free(&buf);
    return result;
}

/* Step 3: renames everything into place. */
static int carry_out(struct change *change, struct mlf_err *err)
{
    int result = mlf_staging_commit(&change->staging, err);

    for (size_t i = change->n_files; i < change->entries.n && !result; i++)
        result =
            mlf_journal_files_move(change->root, change->entries.items[i].file, change->entries.items[i].move_to, err);
    return result ? -1 : mlf_staging_sync_folders(&change->staging, err);
}

/* The path of the journal with this number, in new memory. */
static char *path_of(const char *root, unsigned number, struct mlf_err *err)
{
    return mlf_strf(err, "%s%s%s/journal-%04u.jsonl", root, *root ? "/" : "", MLF_JOURNAL_FOLDER, number);
}

char *mlf_journal_next(const char *root, unsigned after, struct mlf_err *err)
{
    for (unsigned number = after + 1; number < JOURNALS; number++) {
        char *path = path_of(root, number, err), *name;
        if (!path)
            return NULL;
        if (access(path, F_OK) == 0) {
            free(path);
            continue;
        }
        name = mlf_strdup(mlf_path_base(path), err);
        free(path);
        return name;
    }
    mlf_fail(err, "the folder '%s/%s' is full of journals", root, MLF_JOURNAL_FOLDER);
    return NULL;
}

unsigned mlf_journal_number(const char *name)
{
    unsigned number;
    int end = 0;

    return sscanf(name, "journal-%6u.jsonl%n", &number, &end) == 1 && end > 0 && !name[end] ? number : 0;
}

/* Step 4: gives the pending journal its lasting name. */
static int settle(const char *root, const char *pending, const char *name, char **journal, struct mlf_err *err)
{
    char *path = mlf_strf(err, "%s%s%s/%s", root, *root ? "/" : "", MLF_JOURNAL_FOLDER, name);
    int done;

    if (!path)
        return -1;
    done = renameat2(AT_FDCWD, pending, AT_FDCWD, path, RENAME_NOREPLACE) == 0;
    if (!done &&
        (errno == EINVAL || errno == ENOSYS)) /* the filesystem does not know this flag; but we hold the lock */
        done = access(path, F_OK) && rename(pending, path) == 0;
    if (!done) {
        mlf_fail_errno(err, "cannot write '%s'", path);
        free(path);
        return -1;
    }
    *journal = path;
    return sync_folder_of(path, err);
}

int mlf_journal_write(const char *root, const struct mlf_edits *edits, const struct mlf_buf *notes, const char *name,
                      char **journal, struct mlf_err *err)
{
    struct change change = {.root = root};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    int result = -1;

    *journal = NULL;
    if (!pending || stage(&change, edits, err))
        goto done;
    if (write_pending(&change, notes, pending, err))
        goto done;
    result = carry_out(&change, err);
    if (!result)
        result = settle(root, pending, name, journal, err);
done:
    mlf_staging_free(&change.staging);
    if (result && pending && access(pending, F_OK) == 0) {
        struct mlf_err again = {""};
        if (mlf_undo_pending(root, &again) && err) {
            struct mlf_err first = *err;
            mlf_err_clear(err);
            mlf_fail(err, "%s; taking the change back result too: %s", first.text, again.text);
        }
    }
    mlf_string_set_free(&change.targets);
    mlf_journal_entries_free(&change.entries);
    free(pending);
    return result;
}
