#include "mlfix/merge/merge-ledgers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/merge/merge.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

/* ---- What a file is ---- */

enum mlf_merge_kind mlf_merge_kind_of(const char *path)
{
    /* As the programs begin what they write: mlfix-apply, mlfix-rank, mlfix-mosaic, mlfix-check. */
    static const char *const reports[] = {"{\"records\":",    "{\"hash\":",   "<?xml",
                                          "{\n  \"$schema\"", "{\"$schema\"", "#"};
    char head[32] = "";
    struct stat info;
    FILE *file = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rbe") : NULL;
    if (!file)
        return MLF_MERGE_RECORDS;
    size_t got = fread(head, 1, sizeof head - 1, file);
    fclose(file);
    head[got] = '\0';
    if (strncmp(head, "{\"ledger\"", 9) == 0)
        return MLF_MERGE_LEDGER;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (strncmp(head, reports[i], strlen(reports[i])) == 0)
            return MLF_MERGE_REPORT;
    return MLF_MERGE_RECORDS;
}

/* ---- Ledgers ---- */

struct decision {
    struct mlf_record *record;
    char *written, *id; /* owned */
    size_t place;       /* among the decisions as they were read */
};

static int by_time(const void *a, const void *b)
{
    const struct decision *x = a, *y = b;
    int order = strcmp(x->written, y->written);
    return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

static int take(struct decision *decision, struct mlf_record *record, size_t place, struct mlf_err *err)
{
    *decision = (struct decision){.record = record, .place = place};
    mlf_record_remove(record, "journal");
    decision->written = mlf_record_string(record, "written", err);
    decision->id = mlf_record_string(record, "id", err);
    if (decision->written && decision->id)
        return 0;
    if (err->text[0])
        return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    return mlf_fail(err, "%s:%zu: a decision of a ledger has an 'id' and says when it was 'written'", record->file,
                    record->number);
}

/* 1 where an earlier one of the same second and object is the same, 0 where there is none, -1 where it differs. */
static int is_there(const struct decision *decisions, size_t i, struct mlf_buf text[2], struct mlf_err *err)
{
    const struct decision *at = &decisions[i];
    for (size_t k = i; k > 0 && strcmp(decisions[k - 1].written, at->written) == 0; k--) {
        const struct decision *before = &decisions[k - 1];
        if (strcmp(before->id, at->id) != 0)
            continue;
        mlf_buf_clear(&text[0]);
        mlf_buf_clear(&text[1]);
        mlf_record_print(before->record, &text[0]);
        mlf_record_print(at->record, &text[1]);
        if (mlf_buf_check(&text[0], err) || mlf_buf_check(&text[1], err))
            return -1;
        if (text[0].length == text[1].length && memcmp(text[0].data, text[1].data, text[0].length) == 0)
            return 1;
        if (before->record->file == at->record->file)
            continue;
        return mlf_fail(err, "%s:%zu and %s:%zu decide on '%s' in the same second, and differ", before->record->file,
                        before->record->number, at->record->file, at->record->number, at->id);
    }
    return 0;
}

static int write_decisions(const struct decision *decisions, size_t n, FILE *out, struct mlf_merge_result *result,
                           struct mlf_err *err)
{
    struct mlf_buf text[2] = {{0}}, line = {0};
    int failed = 0;
    mlf_buf_puts(&line, "{\"ledger\": \"mlfix\", \"version\": 1}\n");
    for (size_t i = 0; i < n && !failed; i++) {
        int there = is_there(decisions, i, text, err);
        failed = there < 0;
        result->twice += there == 1;
        result->records += there == 0;
        if (there == 0)
            mlf_record_print(decisions[i].record, &line);
    }
    failed = failed || mlf_buf_check(&line, err);
    if (!failed && fwrite(line.data, 1, line.length, out) != line.length)
        failed = mlf_fail_errno(err, "the ledger cannot be written");
    mlf_buf_free(&text[0]);
    mlf_buf_free(&text[1]);
    mlf_buf_free(&line);
    return failed ? -1 : 0;
}

int mlf_merge_ledgers(const char *const *parts, size_t n, int jobs, FILE *out, struct mlf_merge_result *result,
                      struct mlf_err *err)
{
    struct mlf_records *ledgers = mlf_alloc(n, sizeof *ledgers, err);
    struct decision *decisions = NULL;
    size_t all = 0, place = 0;
    int failed = !ledgers;
    *result = (struct mlf_merge_result){.order = "by the time at which they were written"};
    for (size_t i = 0; i < n && !failed; i++) {
        failed = mlf_records_read(&ledgers[i], parts[i], jobs, err);
        all += ledgers[i].n;
    }
    if (!failed)
        failed = !(decisions = mlf_alloc(all, sizeof *decisions, err));
    for (size_t i = 0; i < n && !failed; i++)
        for (size_t k = 0; k < ledgers[i].n && !failed; k++) {
            struct mlf_record *record = &ledgers[i].items[k];
            if (mlf_record_find(record, "ledger") && !mlf_record_find(record, "id"))
                continue; /* its first line */
            failed = take(&decisions[place], record, place, err);
            place++;
        }
    if (!failed && place > 0)
        qsort(decisions, place, sizeof *decisions, by_time);
    if (!failed)
        failed = write_decisions(decisions, place, out, result, err);
    for (size_t i = 0; i < place; i++) {
        free(decisions[i].written);
        free(decisions[i].id);
    }
    free(decisions);
    for (size_t i = 0; ledgers && i < n; i++)
        mlf_records_free(&ledgers[i]);
    free(ledgers);
    return failed ? -1 : 0;
}
