#include "mlfix/edit/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal-entries.h"
#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/edit/ledger.h"
#include "mlfix/edit/undo.h"
#include "mlfix/flags/review-folder.h"
#include "splice.h"
#include "staging.h"

/* A change that is being carried out. */
struct change {
    const char *root;
    struct mlf_journal_entries entries; /* first n_files files with new contents, then moves */
    size_t n_files;
    struct mlf_staging staging;
    struct mlf_string_set targets; /* the real paths of these files */
    size_t read_only;              /* of these files */
};

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

/* Step 2 for one file: writes its new contents beside it. `edits` are those of the file. */
static int stage_file(struct change *change, struct mlf_edits *edits, struct mlf_err *err)
{
    const char *file = edits->items[0].file;
    char *target = mlf_journal_files_target(change->root, file, err);
    struct mlf_journal_entry *entry = NULL;
    struct mlf_splice_sums sums;
    struct stat status;
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
    change->read_only += stat(target, &status) == 0 && !(status.st_mode & 0222);
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

/* Step 2: writes the new contents of all files, and notes the moves. */
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

/* Step 3: writes the pending journal. */
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

/* Step 4: renames everything into place. */
static int carry_out(struct change *change, struct mlf_err *err)
{
    int result = mlf_staging_commit(&change->staging, err);

    for (size_t i = change->n_files; i < change->entries.n && !result; i++)
        result =
            mlf_journal_files_move(change->root, change->entries.items[i].file, change->entries.items[i].move_to, err);
    return result ? -1 : mlf_staging_sync_folders(&change->staging, err);
}

/* Step 5: gives the pending journal its lasting name. With that the change is done. */
static int settle(const char *pending, const char *lasting, struct mlf_err *err)
{
    return mlf_rename_new(pending, lasting) == 0 ? 0 : mlf_fail_errno(err, "cannot write '%s'", lasting);
}

/* Steps 2 to 5. */
static int carry_through(struct change *change, const struct mlf_edits *edits, const struct mlf_buf *notes,
                         const char *pending, const char *lasting, struct mlf_err *err)
{
    if (stage(change, edits, err) || write_pending(change, notes, pending, err) || carry_out(change, err))
        return -1;
    return settle(pending, lasting, err);
}

/* Takes back what a failed change has done so far; where that fails, too, the sentence says what helps. */
static void take_back(const char *root, struct mlf_err *err)
{
    struct mlf_err again = {""};

    if (mlf_commit_recover(root, &again) && err) {
        struct mlf_err first = *err;
        mlf_err_clear(err);
        mlf_fail(err,
                 "%s; taking the change back failed, too: %s: the dataset is changed in part; the same command again, "
                 "or mlfix-apply --undo '%s/%s', goes on from here",
                 first.text, again.text, root, MLF_JOURNAL_PENDING);
    }
}

/* Steps 1 to 6 where something but the ledger changes. */
static int commit_all(const char *root, struct mlf_edits *edits, const struct mlf_commit *how,
                      struct mlf_commit_end *end, struct mlf_err *err)
{
    struct change change = {.root = root};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    char *lasting = mlf_strf(err, "%s%s%s/%s", root, *root ? "/" : "", MLF_JOURNAL_FOLDER, how->name);
    int failed = !pending || !lasting ||
                 (how->decisions && how->decisions->length && mlf_ledger_edit(root, how->decisions, edits, err)) ||
                 carry_through(&change, edits, how->notes, pending, lasting, err);

    mlf_staging_free(&change.staging);
    if (failed) {
        take_back(root, err);
    } else {
        sync_folder_of(lasting, &end->after);
        end->journal = lasting;
        end->read_only = change.read_only;
        lasting = NULL;
    }
    mlf_string_set_free(&change.targets);
    mlf_journal_entries_free(&change.entries);
    free(lasting);
    free(pending);
    return failed ? -1 : 0;
}

int mlf_commit_write(const char *root, struct mlf_edits *edits, const struct mlf_commit *how,
                     struct mlf_commit_end *end, struct mlf_err *err)
{
    *end = (struct mlf_commit_end){.after = {""}};
    if (edits->n)
        return commit_all(root, edits, how, end, err);
    if (!how->decisions || !how->decisions->length)
        return 0;
    if (mlf_ledger_append(root, how->decisions, err)) {
        mlf_ledger_drop_begun(root);
        return -1;
    }
    return 0;
}

/* Where somebody has removed a ledger that the interrupted change had begun, it is begun again. */
static int begin_ledger_again(const char *root, struct mlf_err *err)
{
    struct mlf_journal_entries entries = {0};
    char *pending = mlf_path_join(root, MLF_JOURNAL_PENDING, err);
    int failed = !pending || mlf_journal_entries_read(&entries, pending, err);

    for (size_t i = 0; i < entries.n && !failed; i++)
        if (strcmp(entries.items[i].file, MLF_LEDGER) == 0)
            failed = mlf_ledger_begin(root, err);
    mlf_journal_entries_free(&entries);
    free(pending);
    return failed ? -1 : 0;
}

int mlf_commit_recover(const char *root, struct mlf_err *err)
{
    if (mlf_undo_is_pending(root) && (begin_ledger_again(root, err) || mlf_undo_pending(root, err)))
        return -1;
    mlf_ledger_drop_begun(root);
    return 0;
}
