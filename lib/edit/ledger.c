#include "mlfix/edit/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/edit/journal.h"
#include "mlfix/edit/plan-text.h"
#include "mlfix/edit/plan.h"
#include "mlfix/flags/flag.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/review-folder.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "splice.h"

static const char head[] = "{\"ledger\": \"mlfix\", \"version\": 1}\n";

static int look_at_journal(void *context, const struct mlf_ledger_line *decision, const struct mlf_record *record,
                           struct mlf_err *err)
{
    unsigned *highest = context, number = decision->journal ? mlf_journal_number(decision->journal) : 0;

    (void)record;
    (void)err;
    if (number > *highest)
        *highest = number;
    return 0;
}

int mlf_ledger_journals(const char *root, unsigned *highest, struct mlf_err *err)
{
    *highest = 0;
    return mlf_ledger_line_walk(root, look_at_journal, highest, err);
}

/* ---- What the ledger says already ---- */

/* The last decision on each object of a plan, found by the object's id and looks both before and
 * after it. */
struct last_decisions {
    struct mlf_string_set wanted; /* ids of the plan's objects */
    struct mlf_string_set objects;
    char **word; /* by number of the object: the decision as a text; owned */
    size_t capacity;
    struct mlf_buf key;
};

/* Puts an object as a text into `buf`; box may be NULL. An object with a box is described with and
 * without it, since records may lack the box. */
static int describe_object(struct mlf_buf *buf, const char *id, const char *label, const double *box,
                           struct mlf_err *err)
{
    mlf_buf_clear(buf);
    mlf_buf_printf(buf, "%s\n%s%s\n", id ? id : "", label ? "=" : "", label ? label : "");
    for (int i = 0; box && i < 4; i++)
        mlf_buf_printf(buf, "%.9g ", box[i] == 0 ? 0.0 : box[i]); /* no "-0" */
    return mlf_buf_check(buf, err);
}

/* A decision as a text: two with the same text say the same, by the same reviewer. */
static char *describe_word(const char *verdict, const char *label, const double *box, const char *by,
                           struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    char *text;

    mlf_buf_printf(&buf, "%s\n%s\n%s\n", verdict ? verdict : "", label ? label : "", by ? by : "");
    for (int i = 0; box && i < 4; i++)
        mlf_buf_printf(&buf, "%.9g ", box[i] == 0 ? 0.0 : box[i]);
    text = mlf_buf_take(&buf, err);
    mlf_buf_free(&buf);
    return text;
}

static int set_word(struct last_decisions *words, const char *id, const char *label, const double *box,
                    const char *word, struct mlf_err *err)
{
    size_t number;
    int added;

    if (describe_object(&words->key, id, label, box, err) ||
        mlf_string_set_add(&words->objects, words->key.data, &number, &added, err) ||
        mlf_grow(&words->word, &words->capacity, number + 1, sizeof *words->word, err))
        return -1;
    if (!added)
        free(words->word[number]);
    words->word[number] = mlf_strdup(word, err);
    return words->word[number] ? 0 : -1;
}

static int remember(void *context, const struct mlf_ledger_line *d, const struct mlf_record *record,
                    struct mlf_err *err)
{
    struct last_decisions *words = context;
    int boxed = mlf_record_find(record, "bbox_was") != NULL, failed;
    const char *before = mlf_ledger_line_label_before(d), *after = mlf_ledger_line_label(d);
    char *word;

    if (!d->id || mlf_string_set_find(&words->wanted, d->id) == MLF_NO_STRING)
        return 0;
    word = d->undone ? mlf_strdup("", err) : describe_word(d->verdict, d->label, boxed ? d->now : NULL, d->by, err);
    failed = !word || set_word(words, d->id, before, NULL, word, err) ||
             set_word(words, d->id, after, NULL, word, err) ||
             (d->has_box &&
              (set_word(words, d->id, before, d->was, word, err) || set_word(words, d->id, after, d->now, word, err)));
    free(word);
    return failed ? -1 : 0;
}

/* Whether the ledger's last decision on the step's object is the step's: 1, 0, or -1 on error. */
static int is_known(struct last_decisions *words, const struct mlf_plan_step *step, struct mlf_err *err)
{
    const struct mlf_target *target = step->target;
    const struct mlf_flag *flag = step->flag;
    const double *box = target->shown ? target->shown : target->has_bbox ? target->bbox : NULL;
    size_t number;
    char *word;
    int known;

    if (describe_object(&words->key, target->id, target->label, box, err))
        return -1;
    number = mlf_string_set_find(&words->objects, words->key.data);
    if (number == MLF_NO_STRING)
        return 0;
    word =
        describe_word(mlf_verdict_names[flag->verdict], flag->label, flag->has_bbox ? flag->bbox : NULL, flag->by, err);
    known = word ? strcmp(word, words->word[number]) == 0 : -1;
    free(word);
    return known;
}

static void free_words(struct last_decisions *words)
{
    for (size_t i = 0; i < words->objects.n; i++)
        free(words->word[i]);
    free(words->word);
    mlf_string_set_free(&words->wanted);
    mlf_string_set_free(&words->objects);
    mlf_buf_free(&words->key);
}

/* ---- New lines ---- */

static void put_step(struct mlf_buf *lines, const struct mlf_plan_step *step, const char *now, const char *journal)
{
    mlf_plan_put_step(lines, step);
    mlf_plan_put_text(lines, "sheet_hash", step->target->sheet_hash);
    mlf_plan_put_reviewer(lines, step->flag);
    mlf_plan_put_text(lines, "written", now);
    mlf_plan_put_text(lines, "journal", mlf_plan_changes(step->outcome) ? journal : NULL);
    mlf_buf_puts(lines, "}\n");
}

int mlf_ledger_add_plan(const char *root, const struct mlf_plan *plan, const char *journal, struct mlf_buf *lines,
                        size_t *n, struct mlf_err *err)
{
    struct last_decisions words = {0};
    char now[MLF_CLOCK_TEXT];
    int failed = 0;

    for (size_t i = 0; i < plan->n && !failed; i++)
        failed =
            plan->steps[i].target->id && mlf_string_set_add(&words.wanted, plan->steps[i].target->id, NULL, NULL, err);
    if (!failed)
        failed = mlf_ledger_line_walk(root, remember, &words, err);
    mlf_clock_now(now);
    for (size_t i = 0; i < plan->n && !failed; i++) {
        const struct mlf_plan_step *step = &plan->steps[i];
        int known = step->flag->standing != MLF_DECIDED || !step->target->id ? 1 : is_known(&words, step, err);
        failed = known < 0;
        if (known)
            continue;
        put_step(lines, step, now, journal);
        ++*n;
    }
    free_words(&words);
    return failed ? -1 : mlf_buf_check(lines, err);
}

/* Follows journals that only took an earlier one back, up to the one that made decisions; *decided
 * becomes its path, in new memory. *flips grows by how many were followed: where it is odd, the
 * decisions were taken back. Returns 0 or -1. */
static int follow(const char *path, char **decided, size_t *flips, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record = {0};
    char *earlier = NULL;
    int got;

    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) > 0 && !earlier) {
        struct mlf_err inner = {""};
        earlier = mlf_record_string(&record, "undoes", &inner);
        mlf_record_free(&record);
        if (inner.text[0]) {
            got = mlf_fail(err, "%s:%zu: %s", reader.name, reader.number, inner.text);
            break;
        }
    }
    mlf_record_free(&record);
    mlf_reader_close(&reader);
    if (got < 0 || !earlier) {
        free(earlier);
        return got < 0 || (*decided = mlf_strdup(path, err)) ? got : -1;
    }
    /* It must be an earlier one in the same folder, so that this ends. */
    if (strchr(earlier, '/') || strcmp(earlier, mlf_path_base(path)) >= 0) {
        got = mlf_fail(err, "'%s' says that it takes back '%s', which is no earlier journal", path, earlier);
    } else {
        char *next = mlf_strf(err, "%.*s%s", (int)(mlf_path_base(path) - path), path, earlier);
        ++*flips;
        got = next ? follow(next, decided, flips, err) : -1;
        free(next);
    }
    free(earlier);
    return got;
}

/* Turns a decision into one that is taken back by `by`; the reviewer's name, time and note go. */
static int withdraw(struct mlf_record *note, const char *by, struct mlf_err *err)
{
    mlf_record_remove(note, "by");
    mlf_record_remove(note, "at");
    mlf_record_remove(note, "note");
    if (mlf_record_set_string(note, "action", "undone", err) ||
        mlf_record_set_string(note, "verdict", mlf_verdict_names[MLF_UNSURE], err))
        return -1;
    return by ? mlf_record_set_string(note, "by", by, err) : 0;
}

/* Appends a decision of a journal as one that is taken back, or holds `again`. */
static int put_note(struct mlf_record *note, int again, const char *by, const char *now, const char *next,
                    struct mlf_buf *lines, struct mlf_err *err)
{
    if (!mlf_record_find(note, "action"))
        return 0;
    mlf_record_remove(note, "flag");
    if (!again && withdraw(note, by, err))
        return -1;
    if (mlf_record_set_string(note, "written", now, err) || mlf_record_set_string(note, "journal", next, err))
        return -1;
    mlf_record_print(note, lines);
    return 0;
}

int mlf_ledger_add_undo(const char *root, const char *path, const char *next, const char *by, struct mlf_buf *lines,
                        struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record = {0};
    char now[MLF_CLOCK_TEXT], *decided = NULL, *ledger = mlf_path_join(root, MLF_LEDGER, err);
    size_t flips = 0;
    int got = ledger ? 0 : -1;

    /* A dataset that was changed before there were ledgers has none. */
    if (!ledger || access(ledger, F_OK) || (got = follow(path, &decided, &flips, err)) ||
        (got = mlf_reader_open(&reader, decided, err)))
        goto done;
    mlf_clock_now(now);
    while ((got = mlf_reader_record(&reader, &record, err)) > 0) {
        int failed = put_note(&record, flips % 2 != 0, by, now, next, lines, err);
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    mlf_reader_close(&reader);
    if (got == 0)
        got = mlf_buf_check(lines, err);
done:
    free(decided);
    free(ledger);
    return got;
}

void mlf_ledger_note_undo(const char *path, struct mlf_buf *notes)
{
    mlf_buf_putc(notes, '{');
    mlf_plan_put_text(notes, "undoes", mlf_path_base(path));
    mlf_buf_puts(notes, "}\n");
}

/* ---- The ledger's file ---- */

int mlf_ledger_begin(const char *root, struct mlf_err *err)
{
    char *path = mlf_path_join(root, MLF_LEDGER, err);
    struct stat status;
    int result = path ? 0 : -1;

    if (path && stat(path, &status))
        result = errno == ENOENT ? mlf_file_write(path, head, strlen(head), err)
                                 : mlf_fail_errno(err, "cannot read '%s'", path);
    free(path);
    return result;
}

/* Finds the length of the ledger, which is begun where there is none, and whether its last line
 * ends with a newline. */
static int measure(const char *root, size_t *length, int *ended, struct mlf_err *err)
{
    char *path = mlf_path_join(root, MLF_LEDGER, err), last = '\n';
    struct stat status;
    FILE *file = NULL;
    int result = path ? mlf_ledger_begin(root, err) : -1;

    if (!result && stat(path, &status)) {
        result = mlf_fail_errno(err, "cannot read '%s'", path);
    } else if (!result && status.st_size > 0) {
        file = fopen(path, "re");
        if (!file || fseeko(file, -1, SEEK_END) || fread(&last, 1, 1, file) != 1)
            result = mlf_fail_errno(err, "cannot read '%s'", path);
    }
    if (file)
        fclose(file);
    free(path);
    if (!result) {
        *length = (size_t)status.st_size;
        *ended = last == '\n';
    }
    return result;
}

int mlf_ledger_edit(const char *root, const struct mlf_buf *lines, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_buf text = {0};
    size_t length;
    int ended, result = measure(root, &length, &ended, err);

    if (!result) {
        mlf_buf_puts(&text, ended ? "" : "\n");
        mlf_buf_add(&text, lines->data, lines->length);
        result = mlf_buf_check(&text, err);
    }
    if (!result)
        result = mlf_edits_replace(edits, MLF_LEDGER, length, 0, text.data, text.length, err);
    mlf_buf_free(&text);
    return result;
}

/* Replaces the file in one step and forces it to disk: these decisions are recorded nowhere else. */
static int write_whole(const char *path, const struct mlf_buf *text, struct mlf_err *err)
{
    struct mlf_tempfile temp = {0};
    int result = mlf_buf_check(text, err) || mlf_tempfile_open(&temp, path, err) ? -1 : 0;

    if (!result) {
        fwrite(text->data, 1, text->length, temp.file); /* a failure shows when the file is closed */
        result = mlf_tempfile_close(&temp, 1, err) ? -1 : mlf_tempfile_commit(&temp, err);
    }
    mlf_tempfile_discard(&temp);
    return result;
}

int mlf_ledger_append(const char *root, const struct mlf_buf *lines, struct mlf_err *err)
{
    char *target = NULL, *text = NULL;
    struct mlf_buf all = {0};
    size_t length;
    int ended, failed = measure(root, &length, &ended, err) ||
                        !(target = mlf_journal_files_target(root, MLF_LEDGER, err)) ||
                        !(text = mlf_file_read(target, MLF_LIMIT_ANNOTATION_FILE, &length, err));

    if (!failed) {
        mlf_buf_add(&all, text, length);
        mlf_buf_puts(&all, ended ? "" : "\n");
        mlf_buf_add(&all, lines->data, lines->length);
        failed = write_whole(target, &all, err);
    }
    mlf_buf_free(&all);
    free(text);
    free(target);
    return failed ? -1 : 0;
}

void mlf_ledger_drop_begun(const char *root)
{
    char *path = mlf_path_join(root, MLF_LEDGER, NULL);
    struct stat status;

    if (path && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == (off_t)strlen(head))
        unlink(path); /* one that cannot be removed does no harm */
    free(path);
}

int mlf_ledger_copy(const char *from, const char *to, struct mlf_err *err)
{
    char *source = mlf_path_join(from, MLF_LEDGER, err), *target = mlf_path_join(to, MLF_LEDGER, err), *text = NULL;
    size_t length;
    int result = source && target ? 0 : -1;

    if (!result && access(source, F_OK) == 0) {
        text = mlf_file_read(source, MLF_LIMIT_ANNOTATION_FILE, &length, err);
        result = text ? mlf_file_write(target, text, length, err) : -1;
    }
    free(text);
    free(source);
    free(target);
    return result;
}
