#include "journal-history.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal-entries.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/folder-list.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/review-folder.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"
#include "splice.h"

/* The contents that a file has had, as a stack of checksums with the last one on top. Taking a
 * change back leads to contents that are on the stack already; everything above them is then
 * dropped. So the decisions that still stand are those of the journals on the stack. */
struct past {
    struct {
        uint64_t sum;
        size_t journal; /* the journal that led to it; 0: it was there before */
    } * states;
    size_t n, capacity;
};

/* A decision in a journal. */
struct note {
    size_t file, journal;
    char *text;
};

struct history {
    struct mlf_string_set files; /* number -> pasts */
    struct past *pasts;
    size_t past_capacity;
    struct note *notes;
    size_t n_notes, note_capacity;
};

static void put_box(struct mlf_buf *buf, const double *bbox)
{
    for (int i = 0; bbox && i < 4; i++)
        mlf_buf_printf(buf, "%.9g ", bbox[i] == 0 ? 0.0 : bbox[i]); /* no "-0" */
    mlf_buf_putc(buf, '\n');
}

int mlf_journal_history_describe(struct mlf_buf *buf, const char *id, const char *label, const double *bbox,
                                 const char *how, const char *new_label, const double *new_bbox, struct mlf_err *err)
{
    mlf_buf_clear(buf);
    mlf_buf_printf(buf, "%s\n%s%s\n", id, label ? "=" : "", label ? label : "");
    put_box(buf, bbox);
    mlf_buf_printf(buf, "%s\n%s%s\n", how, new_label ? "=" : "", new_label ? new_label : "");
    put_box(buf, new_bbox);
    return mlf_buf_check(buf, err);
}

static struct past *past_of(struct history *history, const char *file, size_t *number, struct mlf_err *err)
{
    int added;

    if (mlf_string_set_add(&history->files, file, number, &added, err) ||
        mlf_grow(&history->pasts, &history->past_capacity, *number + 1, sizeof *history->pasts, err))
        return NULL;
    if (added)
        history->pasts[*number] = (struct past){0};
    return &history->pasts[*number];
}

/* Puts contents on the stack, or drops everything above them where they are on it. */
static int push(struct past *past, uint64_t sum, size_t journal, struct mlf_err *err)
{
    for (size_t i = 0; i < past->n; i++) {
        if (past->states[i].sum == sum) {
            past->n = i + 1;
            return 0;
        }
    }
    if (mlf_grow(&past->states, &past->capacity, past->n + 1, sizeof *past->states, err))
        return -1;
    past->states[past->n].sum = sum;
    past->states[past->n++].journal = journal;
    return 0;
}

static int add_entry(struct history *history, const struct mlf_journal_entry *entry, size_t journal,
                     struct mlf_err *err)
{
    size_t number;
    struct past *past;

    if (entry->move_to)
        return 0; /* photos have no ids that are positions */
    past = past_of(history, entry->file, &number, err);
    if (!past)
        return -1;
    /* The contents are not those that the last journal left: somebody else has written to the
     * file in between. */
    if (past->n && past->states[past->n - 1].sum != entry->before)
        past->n = 0;
    return push(past, entry->before, 0, err) ? -1 : push(past, entry->after, journal, err);
}

/* Reads the boxes of a decision. Returns a sum: 1 where the line has the box that the dataset gave,
 * 2 where it has a new one; or -1 on error. */
static int read_boxes(const struct mlf_record *record, double given[4], double fresh[4], struct mlf_err *err)
{
    struct mlf_err inner = {""};
    json_t *source = mlf_record_json(record, "source", &inner), *was = mlf_record_json(record, "bbox_was", &inner);
    int has_new = mlf_record_bbox(record, fresh) && was, found;

    found = mlf_ledger_line_four(json_object_get(source, "bbox"), given) || mlf_ledger_line_four(was, given) ||
            (!was && mlf_record_bbox(record, given));
    json_decref(source);
    json_decref(was);
    return inner.text[0] ? mlf_fail(err, "%s", inner.text) : found | has_new << 1;
}

static int add_note(struct history *history, const struct mlf_record *record, size_t journal, struct mlf_err *err)
{
    struct mlf_err inner = {""};
    char *id = mlf_record_string(record, "id", &inner), *file = mlf_record_string(record, "file", &inner);
    char *was = mlf_record_string(record, "label_was", &inner), *label = mlf_record_string(record, "label", &inner);
    char *action = mlf_record_string(record, "action", &inner);
    double given[4], fresh[4];
    struct mlf_buf buf = {0};
    struct note note = {.journal = journal};
    int has = inner.text[0] ? mlf_fail(err, "%s", inner.text) : read_boxes(record, given, fresh, err);
    int result = has < 0 ? -1 : 0;

    if (!result && id && file && action) {
        if (!past_of(history, file, &note.file, err) ||
            mlf_journal_history_describe(&buf, id, was, has & 1 ? given : NULL,
                                         strcmp(action, "mark") == 0 ? action : "", label, has & 2 ? fresh : NULL,
                                         err) ||
            mlf_grow(&history->notes, &history->note_capacity, history->n_notes + 1, sizeof note, err) ||
            !(note.text = mlf_buf_take(&buf, err)))
            result = -1;
        else
            history->notes[history->n_notes++] = note;
    }
    mlf_buf_free(&buf);
    free(id);
    free(file);
    free(was);
    free(label);
    free(action);
    return result;
}

static int read_journal(struct history *history, const char *path, size_t journal, struct mlf_err *err)
{
    struct mlf_journal_entries entries = {0};
    struct mlf_reader reader;
    struct mlf_record record = {0};
    int got = mlf_journal_entries_read(&entries, path, err);

    for (size_t i = 0; i < entries.n && !got; i++)
        got = add_entry(history, &entries.items[i], journal, err);
    mlf_journal_entries_free(&entries);
    if (got || mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        int failed = mlf_record_find(&record, "action") ? add_note(history, &record, journal, err) : 0;
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    mlf_reader_close(&reader);
    return got;
}

/* Whether the file is as its last journal left it: 1, 0, or -1 on error. */
static int still_stands(const char *root, const char *file, const struct past *past, struct mlf_err *err)
{
    char *path = past->n ? mlf_path_join(root, file, err) : NULL;
    uint64_t sum;
    int stands = past->n ? -1 : 0;

    if (path && access(path, R_OK))
        stands = 0;
    else if (path && mlf_splice_sum(path, &sum, err) == 0)
        stands = sum == past->states[past->n - 1].sum;
    free(path);
    return stands;
}

/* Adds the decisions that still stand to `done`. */
static int keep_standing(struct history *history, const char *root, struct mlf_string_set *done, struct mlf_err *err)
{
    for (size_t i = 0; i < history->files.n; i++) {
        int stands = still_stands(root, history->files.items[i], &history->pasts[i], err);
        if (stands < 0)
            return -1;
        if (!stands)
            history->pasts[i].n = 0;
    }
    for (size_t i = 0; i < history->n_notes; i++) {
        const struct past *past = &history->pasts[history->notes[i].file];
        for (size_t k = 0; k < past->n; k++) {
            if (past->states[k].journal == history->notes[i].journal &&
                mlf_string_set_add(done, history->notes[i].text, NULL, NULL, err))
                return -1;
        }
    }
    return 0;
}

int mlf_journal_history_read(const char *root, struct mlf_string_set *done, struct mlf_err *err)
{
    struct history history = {0};
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err), **names = NULL;
    size_t n = 0;
    int result = folder ? 0 : -1;

    if (folder && access(folder, F_OK) == 0)
        result = mlf_folder_list(folder, NULL, NULL, &names, &n, err);
    for (size_t i = 0; i < n && !result; i++) { /* in the order of their numbers */
        char *path = strncmp(names[i], "journal-", 8) == 0 ? mlf_path_join(folder, names[i], err) : NULL;
        if (path)
            result = read_journal(&history, path, i + 1, err);
        free(path);
    }
    if (!result)
        result = keep_standing(&history, root, done, err);
    mlf_folder_list_free(names, n);
    free(folder);
    for (size_t i = 0; i < history.files.n; i++)
        free(history.pasts[i].states);
    for (size_t i = 0; i < history.n_notes; i++)
        free(history.notes[i].text);
    free(history.pasts);
    free(history.notes);
    mlf_string_set_free(&history.files);
    return result;
}
