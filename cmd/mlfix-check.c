/* Tells a CI job whether a dataset's labels are good enough. */
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/agree/reviews.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/string-set.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/gate/annotation-place.h"
#include "mlfix/gate/ci-reports.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/gate/text-report.h"
#include "mlfix/gate/statement-text.h"
#include "mlfix/gate/statement.h"
#include "mlfix/gate/vocabulary.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static struct {
    struct mlf_texts max, issues, labels, reviewed;
    const char *policy, *ratchet, *dataset;
    const char *junit, *sarif, *markdown, *certificate;
    struct mlf_hints hints;
} options;

static const struct mlf_option table[] = {
    {.name = "What is allowed", .kind = MLF_HEADING},
    {"max", 'm', MLF_TEXTS, &options.max, "RULE",
     "at most so many findings: ISSUE=N, ISSUE=N%, ISSUE:LABEL=N; ISSUE may be any (may be repeated)", 0, 0, NULL},
    {"policy", 'p', MLF_TEXT, &options.policy, "FILE", "read rules from this file, one a line", 0, 0, NULL},
    {"issue", 0, MLF_TEXTS, &options.issues, "NAME",
     "an issue of your own, which records may have and rules may name (may be repeated)", 0, 0, NULL},
    {"label", 0, MLF_TEXTS, &options.labels, "LABEL",
     "a label that rules may name although no record has it (may be repeated)", 0, 0, NULL},
    {"ratchet", 0, MLF_TEXT, &options.ratchet, "FILE", "count only what these earlier records do not have", 0, 0, NULL},
    {"reviewed", 0, MLF_TEXTS, &options.reviewed, "FILE",
     "flags of past reviews, or a ledger: what they confirm is not reported again (may be repeated)", 0, 0, NULL},
    {.name = "Reports", .kind = MLF_HEADING},
    {"junit", 0, MLF_TEXT, &options.junit, "FILE", "write a JUnit report", 0, 0, NULL},
    {"sarif", 0, MLF_TEXT, &options.sarif, "FILE", "write a SARIF 2.1.0 report", 0, 0, NULL},
    {"markdown", 0, MLF_TEXT, &options.markdown, "FILE", "write a note for a merge request", 0, 0, NULL},
    {"certificate", 0, MLF_TEXT, &options.certificate, "FILE",
     "write a statement on the labels, for who uses the dataset (Markdown)", 0, 0, NULL},
    {.name = "Line and column of each finding", .kind = MLF_HEADING},
    {"dataset", 0, MLF_TEXT, &options.dataset, "DATASET",
     "the dataset that gave the records, for line and column of each finding", 0, 0, NULL},
    {"format", 0, MLF_TEXT, &options.hints.format, "FORMAT", "the dataset's format (default: found by itself)", 0, 0,
     NULL},
    {"encoding", 0, MLF_TEXT, &options.hints.encoding, "NAME",
     "the encoding of its annotation files, as for mlfix-crop", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-check",
    .operands = "[FILE...]",
    .summary = "tell a CI job whether the labels are good enough: 0 yes, 1 no",
    .options = table,
    .is_gate = 1,
    .max_operands = 1000000,
};

static const char *check_options(void)
{
    if (options.max.n == 0 && !options.policy && !options.ratchet && !options.certificate)
        return "there is no rule: give --max, --policy or --ratchet (or --certificate)";
    if (options.hints.format && !options.dataset)
        return "--format goes with --dataset";
    if (options.hints.encoding && !options.dataset)
        return "--encoding goes with --dataset";
    return NULL;
}

static int declare(const struct mlf_texts *names, struct mlf_string_set *declared, struct mlf_err *err)
{
    for (size_t i = 0; i < names->n; i++)
        if (mlf_string_set_add(declared, names->items[i], NULL, NULL, err))
            return -1;
    return 0;
}

static int read_rules(struct mlf_gate *gate, struct mlf_err *err)
{
    if (declare(&options.issues, &gate->own_issues, err) || declare(&options.labels, &gate->own_labels, err))
        return -1;
    for (size_t i = 0; i < options.max.n; i++)
        if (mlf_gate_rule(gate, options.max.items[i], "--max", err))
            return mlf_fail_at(err, "--max");
    if (options.policy && mlf_gate_policy(gate, options.policy, err))
        return -1;
    /* A ratchet alone lets nothing new through. */
    if (gate->n_rules == 0 && options.ratchet)
        return mlf_gate_rule(gate, "any=0", "--ratchet", err);
    return mlf_gate_check_rules(gate, err);
}

static void say(const char *sentence)
{
    mlf_note("%s", sentence);
}

/* Takes the findings, less those of objects that people have confirmed, and those that people made. */
static int find(struct mlf_gate *gate, struct mlf_reviews *reviews, struct mlf_err *err)
{
    unsigned char *said = mlf_alloc(gate->records.n, 1, err);
    int failed =
        !said || mlf_reviews_read(reviews, &gate->records, options.reviewed.items, options.reviewed.n, err) < 0;

    for (size_t i = 0; i < gate->records.n && !failed; i++) {
        const struct mlf_flag *decision = mlf_reviews_decision(reviews, i);
        if (decision)
            said[i] = decision->verdict == MLF_WRONG                           ? MLF_GATE_SAID_WRONG
                      : mlf_reviews_confirm(decision, &gate->records.items[i]) ? MLF_GATE_SAID_RIGHT
                                                                               : MLF_GATE_UNSAID;
    }
    /* Flags about objects that are gone are no mistake here. */
    if (!failed)
        failed = mlf_reviews_tell(reviews, say, err) < 0 ? -1 : mlf_gate_find(gate, said, err);
    free(said);
    return failed ? -1 : 0;
}

static int place(struct mlf_gate *gate, struct mlf_err *err)
{
    struct mlf_dataset dataset;
    if (mlf_dataset_open(&dataset, options.dataset, &options.hints, err))
        return -1;
    int result = mlf_gate_place(gate, &dataset, err);
    mlf_dataset_close(&dataset);
    return result;
}

static int write_report(const char *path, struct mlf_buf *buf, struct mlf_err *err)
{
    int result = mlf_buf_check(buf, err) ? -1 : mlf_file_write(path, buf->data, buf->length, err);
    mlf_buf_clear(buf);
    return result;
}

static int write_certificate(const struct mlf_gate *gate, const struct mlf_reviews *r, struct mlf_err *err)
{
    struct mlf_statement statement = {0};
    struct mlf_buf buf = {0};
    int result = mlf_statement_make(&statement, gate, &r->flags, r->flag_of, err);
    if (result == 0) {
        mlf_statement_print(&statement, gate, &buf);
        result = write_report(options.certificate, &buf, err);
    }
    mlf_buf_free(&buf);
    mlf_statement_free(&statement);
    return result;
}

static int write_reports(const struct mlf_gate *gate, const struct mlf_reviews *reviews, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = -1;
    if (options.junit) {
        mlf_gate_junit(gate, &buf);
        if (write_report(options.junit, &buf, err))
            goto done;
    }
    if (options.sarif && (mlf_gate_sarif(gate, &buf, err) || write_report(options.sarif, &buf, err)))
        goto done;
    if (options.markdown) {
        mlf_gate_markdown(gate, &buf);
        if (write_report(options.markdown, &buf, err))
            goto done;
    }
    if (options.certificate && write_certificate(gate, reviews, err))
        goto done;
    mlf_gate_table(gate, &buf);
    if (mlf_buf_check(&buf, err))
        goto done;
    if (fwrite(buf.data, 1, buf.length, stdout) != buf.length) {
        mlf_fail_errno(err, "cannot write the table");
        goto done;
    }
    result = 0;
done:
    mlf_buf_free(&buf);
    return result;
}

/* An object that stands in two files would count twice. */
static int refuse_twice(const struct mlf_records *records, struct mlf_err *err)
{
    struct mlf_string_set ids = {0};
    const struct mlf_record **first = mlf_alloc(records->n, sizeof *first, err);
    int failed = !first;
    for (size_t i = 0; i < records->n && !failed; i++) {
        const struct mlf_record *record = &records->items[i];
        size_t number = 0;
        int added = 0;
        char *id = mlf_record_string(record, "id", err);
        failed = id ? mlf_string_set_add(&ids, id, &number, &added, err) : err->text[0] != '\0';
        if (id && added)
            first[number] = record;
        else if (id && !failed && first[number]->file != record->file)
            failed = mlf_fail(err,
                              "%s:%zu and %s:%zu are the same object '%s', which would count twice: give each part "
                              "once",
                              first[number]->file, first[number]->number, record->file, record->number, id);
        free(id);
    }
    mlf_string_set_free(&ids);
    free(first);
    return failed ? -1 : 0;
}

/* All files as one. */
static int read_all(struct mlf_records *records, struct mlf_err *err)
{
    static const char *const standard_input[] = {"-"};
    const char *const *inputs = mlf_operand_count ? mlf_operands : standard_input;
    size_t n = mlf_operand_count ? mlf_operand_count : 1;
    if (mlf_records_read(records, inputs[0], mlf_common.jobs, err))
        return -1;
    for (size_t i = 1; i < n; i++) {
        struct mlf_records more = {0};
        if (mlf_records_read(&more, inputs[i], mlf_common.jobs, err) ||
            mlf_grow(&records->items, &records->capacity, records->n + more.n, sizeof *records->items, err)) {
            mlf_records_free(&more);
            return -1;
        }
        for (size_t k = 0; k < more.n; k++)
            records->items[records->n++] = more.items[k];
        free(more.items);
    }
    return n > 1 ? refuse_twice(records, err) : 0;
}

static int run(struct mlf_err *err)
{
    struct mlf_gate gate = {0};
    struct mlf_reviews reviews = {0};
    int status = -1;
    if (read_rules(&gate, err) || read_all(&gate.records, err))
        goto done;
    mlf_honeypots_remove(&gate.records);
    if (find(&gate, &reviews, err) || (options.ratchet && mlf_gate_ratchet(&gate, options.ratchet, err)))
        goto done;
    /* In a pipe whose first stage failed this must not be an open gate. */
    if (gate.records.n == 0) {
        mlf_fail(err, "there are no records to check");
        goto done;
    }
    if (gate.undeclared.n > 0)
        mlf_warn(
            "records have issues of your own, the first of %zu: '%.200s' (--issue declares them, and rules may then "
            "name them)",
            gate.undeclared.n, gate.undeclared.items[0]);
    int shut = mlf_gate_judge(&gate, err);
    if (shut < 0 || mlf_gate_check_labels(&gate, err) || (options.dataset && place(&gate, err)) ||
        write_reports(&gate, &reviews, err))
        goto done;
    status = shut;
done:
    mlf_reviews_free(&reviews);
    mlf_gate_free(&gate);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(&err), &err);
}
