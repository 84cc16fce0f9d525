#include "mlfix/flags/flags.h"

#include <stdlib.h>
#include <string.h>

#include "flag-json.h"
#include "flag-labels.h"
#include "flag-line.h"
#include "flag-text.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/flags/decisions.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/same-box.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/sheets-hash.h"
#include "nearest-label.h"

/* An "all" of a sheet. It waits for the end of the file, because it means the cells that no
 * other line names. */
struct whole_sheet {
    const struct mlf_target_sheet *sheet;
    struct mlf_flag flag;
    size_t reviewer;
};

/* A file that is being read. */
struct reading {
    int says_sheets;  /* it says of which sheets its cells are */
    int other_sheets; /* and they are others */
    int by_cell;      /* a line names cells */
    int ledger;       /* it is a ledger: later lines replace earlier ones */
    struct mlf_target_looks looks;
    struct mlf_flags *flags;
    const char *file; /* owned by the flags */
    size_t line;
    size_t begin; /* the file's first ballot */
    struct whole_sheet *sheets;
    size_t n_sheets, sheet_capacity;
};

int mlf_flags_problem(struct mlf_flags *flags, const char *file, size_t line, const char *sentence, struct mlf_err *err)
{
    if (flags->n_problems < MLF_FLAG_PROBLEMS) {
        char *text = mlf_strf(err, "%s:%zu: %s", file, line, sentence);
        if (!text)
            return -1;
        flags->problems[flags->n_problems] = text;
    }
    flags->n_problems++;
    return 0;
}

/* Writes the decision for a message, "remove" or "= stop", into the caller's memory. */
static const char *describe(const struct mlf_flag *flag, char *text, size_t size)
{
    if (flag->verdict == MLF_BOXED)
        snprintf(text, size, "box %.9g, %.9g, %.9g, %.9g", flag->bbox[0], flag->bbox[1], flag->bbox[2], flag->bbox[3]);
    else if (flag->verdict == MLF_RELABELLED)
        snprintf(text, size, "= %.200s", flag->label);
    else
        snprintf(text, size, "%s", mlf_verdict_names[flag->verdict]);
    return text;
}

/* Lines of plans and records give the object's box beside a new label. Where it is the box that
 * the object has anyway, the line says nothing about the box. */
static void forget_same_box(const struct mlf_targets *targets, struct mlf_flag *flag)
{
    const struct mlf_target *target = &targets->items[flag->target];

    if (flag->has_bbox && flag->verdict == MLF_RELABELLED &&
        ((target->has_bbox && mlf_same_box(flag->bbox, target->bbox)) ||
         (target->shown && mlf_same_box(flag->bbox, target->shown))))
        flag->has_bbox = 0;
}

/* The ballot of the reviewer (in a ledger: of anybody) on the object in this file, or NULL. *n
 * becomes how many ballots there are on the object up to that one. */
static struct mlf_ballot *said_here(const struct reading *reading, size_t target, size_t reviewer, size_t *n)
{
    const struct mlf_flags *flags = reading->flags;

    *n = 0;
    for (size_t i = flags->first_ballot[target]; i; i = flags->ballots[i - 1].next) {
        ++*n;
        if (i > reading->begin && (reading->ledger || flags->ballots[i - 1].reviewer == reviewer))
            return &flags->ballots[i - 1];
    }
    return NULL;
}

static int add_ballot(struct mlf_flags *flags, const struct mlf_flag *flag, size_t reviewer, struct mlf_err *err)
{
    if (mlf_grow(&flags->ballots, &flags->ballot_capacity, flags->n_ballots + 1, sizeof *flags->ballots, err))
        return -1;
    flags->ballots[flags->n_ballots++] = (struct mlf_ballot){.flag = *flag, .reviewer = reviewer};
    if (flags->last_ballot[flag->target])
        flags->ballots[flags->last_ballot[flag->target] - 1].next = flags->n_ballots;
    else
        flags->first_ballot[flag->target] = flags->n_ballots;
    flags->last_ballot[flag->target] = flags->n_ballots;
    return 0;
}

/* Adds a decision about one object, unless this file has one already. */
static int decide(struct reading *reading, struct mlf_flag *flag, size_t reviewer, struct mlf_err *err)
{
    struct mlf_flags *flags = reading->flags;
    size_t n;
    struct mlf_ballot *first = said_here(reading, flag->target, reviewer, &n);
    const char *id = flags->targets->items[flag->target].id;
    char here[300], there[300];
    struct mlf_err problem = {""};

    forget_same_box(flags->targets, flag);
    if (first && reading->ledger) {
        first->flag = *flag;
        first->reviewer = reviewer;
        return 0;
    }
    if (!first && n < MLF_LIMIT_FLAG_DECISIONS)
        return add_ballot(flags, flag, reviewer, err);
    if (!first) {
        mlf_fail(&problem, "'%s' has more than %d decisions: a reviewer's belong into one file", id ? id : "(no id)",
                 MLF_LIMIT_FLAG_DECISIONS);
        return mlf_flags_problem(flags, flag->file, flag->line, problem.text, err);
    }
    if (mlf_flag_same(&first->flag, flag))
        return 0;
    mlf_fail(&problem, "'%s' has two verdicts: '%s' here, '%s' in line %zu", id ? id : "(no id)",
             describe(flag, here, sizeof here), describe(&first->flag, there, sizeof there), first->flag.line);
    return mlf_flags_problem(flags, flag->file, flag->line, problem.text, err);
}

/* Remembers "0004 all ok" until the other lines are known. */
static int remember_sheet(struct reading *reading, const struct mlf_target_sheet *sheet, const struct mlf_flag *flag,
                          size_t reviewer, struct mlf_err *err)
{
    for (size_t i = 0; i < reading->n_sheets; i++) {
        struct mlf_err problem = {""};
        if (reading->sheets[i].sheet != sheet || reading->sheets[i].reviewer != reviewer ||
            mlf_flag_same(&reading->sheets[i].flag, flag))
            continue;
        mlf_fail(&problem, "all of sheet '%s' has two verdicts: the other is in line %zu", sheet->name,
                 reading->sheets[i].flag.line);
        return mlf_flags_problem(reading->flags, flag->file, flag->line, problem.text, err);
    }
    if (mlf_grow(&reading->sheets, &reading->sheet_capacity, reading->n_sheets + 1, sizeof *reading->sheets, err))
        return -1;
    reading->sheets[reading->n_sheets++] = (struct whole_sheet){sheet, *flag, reviewer};
    return 0;
}

/* Keeps a text in the flags; NULL stays NULL. */
static int keep(struct mlf_flags *flags, const char *text, const char **kept, struct mlf_err *err)
{
    *kept = text ? mlf_string_set_keep(&flags->texts, text, err) : NULL;
    return text && !*kept ? -1 : 0;
}

/* Makes room for the ballots on all targets. */
static int make_room(struct mlf_flags *flags, struct mlf_err *err)
{
    size_t n = flags->targets->n ? flags->targets->n : 1, before = flags->ballot_room;

    if (n <= before)
        return 0;
    if (mlf_grow(&flags->first_ballot, &flags->first_capacity, n, sizeof *flags->first_ballot, err) ||
        mlf_grow(&flags->last_ballot, &flags->last_capacity, n, sizeof *flags->last_ballot, err))
        return -1;
    for (size_t i = before; i < n; i++)
        flags->first_ballot[i] = flags->last_ballot[i] = 0;
    flags->ballot_room = n;
    return 0;
}

/* Adds what a line says. */
static int take_line(struct reading *reading, const struct mlf_flag_line *line, struct mlf_err *err)
{
    struct mlf_flags *flags = reading->flags;
    struct mlf_flag flag = {.verdict = line->verdict, .bare = line->bare, .file = reading->file, .line = reading->line};
    const char *by = line->by && *line->by ? line->by : flags->by;
    size_t reviewer;

    memcpy(flag.bbox, line->bbox, sizeof flag.bbox);
    if (line->verdict == MLF_RELABELLED && flags->labels &&
        mlf_string_set_find(flags->labels, line->label) == MLF_NO_STRING) {
        const char *near = flags->n_problems < MLF_FLAG_PROBLEMS ? mlf_nearest_label(flags->labels, line->label) : NULL;
        struct mlf_err problem = {""};
        mlf_fail(&problem, "there is no label '%.200s'%s%.200s%s", line->label, near ? ", did you mean '" : "",
                 near ? near : "", near ? "'? (--new-labels allows it)" : ": --new-labels allows it");
        return mlf_flags_problem(flags, flag.file, flag.line, problem.text, err);
    }
    if (keep(flags, line->label, &flag.label, err) || keep(flags, line->was, &flag.was, err) ||
        keep(flags, line->at, &flag.at, err) || keep(flags, line->note, &flag.note, err) ||
        mlf_string_set_add(&flags->reviewers, by ? by : "", &reviewer, NULL, err))
        return -1;
    flag.by = by ? flags->reviewers.items[reviewer] : NULL;
    for (size_t i = 0; i < line->n; i++) {
        struct mlf_flag one = flag;
        struct mlf_err problem = {""};

        one.target = line->targets[i];
        one.has_bbox = line->has_bbox;
        if (mlf_flag_settle_label(flags->targets, &one, line->sign, &problem)
                ? mlf_flags_problem(flags, one.file, one.line, problem.text, err)
                : make_room(flags, err) || decide(reading, &one, reviewer, err))
            return -1;
    }
    if (line->all && line->sign)
        return mlf_flags_problem(flags, flag.file, flag.line, "'all' has no single label: name the cells", err);
    return line->all ? remember_sheet(reading, line->all, &flag, reviewer, err) : 0;
}

/* Whether the sheets on which decisions were made, by their hash as a text of `length` bytes, are not those
 * that the targets were drawn on: all sheets, or those of one folder. Of objects that no sheet shows, and of a single
 * sheet, that is not known. */
static int are_other_sheets(const struct mlf_targets *targets, const char *hash, size_t length)
{
    char own[MLF_SHEETS_HASH];

    if (targets->sheet_names.n == 0 || targets->sheets_unsure)
        return 0;
    for (size_t i = 0; i <= targets->folders; i++) {
        mlf_sheets_hash_text(i < targets->folders ? targets->folder_sums[i] : targets->sheets_sum, own);
        if (length == strlen(own) && memcmp(hash, own, length) == 0)
            return 0;
    }
    return 1;
}

static int refuse_sheets(struct reading *reading, struct mlf_err *err)
{
    /* once is enough: all that follows is about them */
    if (reading->other_sheets)
        return 0;
    reading->other_sheets = 1;
    return mlf_flags_problem(reading->flags, reading->file, reading->line,
                             "this was decided on other sheets than those given: give the ones it was made on, or the "
                             "manifest.jsonl that was beside them with --records, or export it anew from these",
                             err);
}

/* Takes a comment, which may say of which sheets the file's cells are. */
static int read_comment(struct reading *reading, const char *text, size_t length, struct mlf_err *err)
{
    size_t prefix = strlen(MLF_FLAGS_SHEETS);

    if (length < prefix || memcmp(text, MLF_FLAGS_SHEETS, prefix) != 0)
        return 0;
    reading->says_sheets = 1;
    return are_other_sheets(reading->flags->targets, text + prefix, length - prefix) ? refuse_sheets(reading, err) : 0;
}

/* Reads a line. What is wrong with it becomes a problem, not an error. */
static int read_line(struct reading *reading, struct mlf_flag_line *line, const char *text, size_t length,
                     struct mlf_err *err)
{
    struct mlf_err problem = {""};
    const char *wrong;
    char *copy;
    int result;

    if (reading->line == 1 && length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    while (length && strchr(" \t\r", *text) && *text) {
        text++;
        length--;
    }
    while (length && text[length - 1] && strchr(" \t\r", text[length - 1]))
        length--;
    if (!length || *text == '#')
        return length ? read_comment(reading, text, length, err) : 0;
    wrong = mlf_flag_line_wrong_bytes(text, length);
    if (wrong)
        return mlf_flags_problem(reading->flags, reading->file, reading->line, wrong, err);
    copy = mlf_strndup(text, length, err);
    if (!copy)
        return -1;
    result = *copy != '{' ? mlf_flag_text_parse(line, reading->flags->targets, copy, &problem)
             : reading->ledger
                 ? mlf_flag_json_parse_ledger(line, reading->flags->targets, &reading->looks, copy, &problem)
                 : mlf_flag_json_parse(line, reading->flags->targets, copy, &problem);
    free(copy);
    reading->ledger |= line->is_ledger;
    reading->flags->gone += line->is_gone;
    reading->by_cell |= line->by_cell && !line->sheets;
    if (!result && line->sheets && are_other_sheets(reading->flags->targets, line->sheets, strlen(line->sheets))) {
        mlf_flag_line_clear(line);
        return refuse_sheets(reading, err);
    }
    result = result          ? mlf_flags_problem(reading->flags, reading->file, reading->line, problem.text, err)
             : line->is_gone ? 0
                             : take_line(reading, line, err);
    mlf_flag_line_clear(line);
    return result;
}

/* Adds the decisions of "all" on cells that no other line of the file names. */
static int finish_sheets(struct reading *reading, struct mlf_err *err)
{
    for (size_t i = 0; i < reading->n_sheets; i++) {
        struct whole_sheet *whole = &reading->sheets[i];
        size_t n;
        for (size_t k = 0; k < whole->sheet->n; k++) {
            struct mlf_flag flag = whole->flag;
            struct mlf_err problem = {""};
            flag.target = whole->sheet->cells[k].target;
            if (mlf_flag_settle_label(reading->flags->targets, &flag, 0, &problem))
                return mlf_fail(err, "%s", problem.text);
            if (!said_here(reading, flag.target, whole->reviewer, &n) && decide(reading, &flag, whole->reviewer, err))
                return -1;
        }
    }
    return 0;
}

/* Reads the rest of a journal of decisions, whose first line was read: of the lines on an object the last one counts.
 */
static int read_decisions(struct reading *reading, struct mlf_reader *reader, const char *head, size_t head_length,
                          struct mlf_err *err)
{
    struct mlf_decisions decisions = {0};
    struct mlf_flag_line line = {0};
    struct mlf_buf whole = {0};
    const char *text;
    size_t length;
    int got;

    mlf_buf_add(&whole, head, head_length);
    mlf_buf_putc(&whole, '\n');
    while ((got = mlf_reader_line(reader, &text, &length, err)) > 0) {
        for (size_t n = reading->line + 1; n < reader->number; n++) /* blank ones: lines keep their numbers */
            mlf_buf_putc(&whole, '\n');
        reading->line = reader->number;
        mlf_buf_add(&whole, text, length);
        mlf_buf_putc(&whole, '\n');
    }
    int result =
        got < 0 || mlf_buf_check(&whole, err) || mlf_decisions_read(&decisions, whole.data, whole.length, err) ? -1 : 0;
    reading->says_sheets = 1;
    reading->line = 1;
    if (!result && are_other_sheets(reading->flags->targets, decisions.sheets, strlen(decisions.sheets)))
        result = refuse_sheets(reading, err);
    for (size_t i = 0; i < decisions.objects.n + decisions.n_damaged && !result; i++) {
        const struct mlf_decision_line *at = i < decisions.objects.n ? &decisions.lines[i]
                                             : i - decisions.objects.n < MLF_DECISIONS_DAMAGED
                                                 ? &decisions.damaged[i - decisions.objects.n]
                                                 : NULL;
        if (!at || reading->other_sheets)
            break;
        reading->line = at->number;
        if (!mlf_decisions_takes_back(whole.data + at->at, at->length))
            result = read_line(reading, &line, whole.data + at->at, at->length, err);
    }
    mlf_flag_line_free(&line);
    mlf_decisions_free(&decisions);
    mlf_buf_free(&whole);
    return result;
}

/* Reads the file, or the `given` text where there is one. */
static int read_flags(struct mlf_flags *flags, const char *path, const char *given, size_t given_length,
                      struct mlf_err *err)
{
    struct reading reading = {.flags = flags, .begin = flags->n_ballots};
    struct mlf_flag_line line = {0};
    struct mlf_reader reader;
    const char *text;
    size_t length;
    int got = -1;

    if (make_room(flags, err))
        return -1;
    if (flags->by && mlf_string_set_add(&flags->reviewers, flags->by, NULL, NULL, err))
        return -1;
    if (given ? mlf_reader_over(&reader, path, given, given_length, err) : mlf_reader_open(&reader, path, err))
        return -1;
    reading.file = mlf_string_set_keep(&flags->texts, reader.name, err);
    if (!reading.file)
        goto done;
    while ((got = mlf_reader_line(&reader, &text, &length, err)) > 0) {
        reading.line = reader.number;
        if (reader.number == 1 && mlf_decisions_is_head_line(text, length)) {
            got = read_decisions(&reading, &reader, text, length, err);
            break;
        }
        if (read_line(&reading, &line, text, length, err)) {
            got = -1;
            break;
        }
    }
    if (got == 0 && finish_sheets(&reading, err))
        got = -1;
    flags->unchecked = reading.by_cell && !reading.says_sheets;
done:
    mlf_reader_close(&reader);
    mlf_flag_line_free(&line);
    mlf_target_looks_free(&reading.looks);
    free(reading.sheets);
    return got;
}

int mlf_flags_read(struct mlf_flags *flags, const char *path, struct mlf_err *err)
{
    return read_flags(flags, path, NULL, 0, err);
}

int mlf_flags_read_text(struct mlf_flags *flags, const char *name, const char *text, size_t length, struct mlf_err *err)
{
    return read_flags(flags, name, text, length, err);
}

void mlf_flags_free(struct mlf_flags *flags)
{
    for (size_t i = 0; i < flags->n_problems && i < MLF_FLAG_PROBLEMS; i++)
        free(flags->problems[i]);
    for (struct mlf_poll *poll = flags->polls, *next; poll; poll = next) {
        next = poll->next;
        free(poll->votes);
        free(poll->said);
        free(poll);
    }
    free(flags->ballots);
    free(flags->first_ballot);
    free(flags->last_ballot);
    free(flags->items);
    free(flags->of_target);
    mlf_string_set_free(&flags->texts);
    mlf_string_set_free(&flags->reviewers);
    flags->polls = NULL;
    flags->ballots = NULL;
    flags->items = NULL;
    flags->n = flags->capacity = flags->n_ballots = flags->ballot_capacity = flags->n_problems = 0;
    flags->of_target = flags->first_ballot = flags->last_ballot = NULL;
}
