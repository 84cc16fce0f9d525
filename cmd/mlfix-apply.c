/* mlfix-apply: carries a reviewer's flags into a dataset, or into records. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/cli.h"
#include "mlfix/copy.h"
#include "mlfix/dataset.h"
#include "mlfix/err.h"
#include "mlfix/flags.h"
#include "mlfix/journal.h"
#include "mlfix/path.h"
#include "mlfix/plan.h"
#include "mlfix/record.h"
#include "mlfix/targets.h"
#include "mlfix/verdict.h"

static struct {
    const char *sheets, *records;
    struct mlf_texts flags;
    struct mlf_hints hints;
    const char *output, *undo, *by;
    int write, new_labels, drop_invalid;
} options;

static const struct mlf_option table[] = {
    {"sheets", 0, MLF_TEXT, &options.sheets, "DIR", "the contact sheets that were reviewed: resolves sheets and cells",
     0, 0, NULL},
    {"flags", 'f', MLF_TEXTS, &options.flags, "FILE", "a reviewer's flags; may be given several times; - is stdin", 0,
     0, NULL},
    {"records", 0, MLF_TEXT, &options.records, "FILE", "records that were reviewed, where there are no sheets", 0, 0,
     NULL},
    {"write", 0, MLF_FLAG, &options.write, NULL, "change the dataset; without it or -o the plan is shown only", 0, 0,
     NULL},
    {"output", 'o', MLF_TEXT, &options.output, "DIR", "write a corrected copy of the dataset instead", 0, 0, NULL},
    {"undo", 0, MLF_TEXT, &options.undo, "JOURNAL", "take back what an earlier --write did", 0, 0, NULL},
    {"new-labels", 0, MLF_FLAG, &options.new_labels, NULL, "allow labels that the dataset does not have", 0, 0, NULL},
    {"by", 0, MLF_TEXT, &options.by, "NAME", "the reviewer, for flags that name none", 0, 0, NULL},
    {"drop-invalid", 0, MLF_FLAG, &options.drop_invalid, NULL, "as a filter: leave invalid records out", 0, 0, NULL},
    {"format", 0, MLF_TEXT, &options.hints.format, "NAME", "the dataset's format (default: found by itself)", 0, 0,
     NULL},
    {"images", 0, MLF_TEXT, &options.hints.images, "DIR", "the folder of the photos (default: found by itself)", 0, 0,
     NULL},
    {"columns", 0, MLF_TEXT, &options.hints.columns, "MAP", "column names of a CSV file, as for mlfix-crop", 0, 0,
     NULL},
    {"class-depth", 0, MLF_INTEGER, &options.hints.class_depth, "N", "which folder is the class, as for mlfix-crop", 1,
     64, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-apply",
    .operands = "[DATASET]",
    .summary = "carry a reviewer's flags into a dataset, or into records",
    .options = table,
    .max_operands = 1,
};

static const char *check_options(void)
{
    if (options.sheets && options.records)
        return "--sheets and --records exclude each other";
    if (options.write && options.output)
        return "--write and -o exclude each other";
    if (options.output && !*options.output)
        return "-o needs a folder's name";
    if (options.undo && (options.write || options.output || options.flags.n))
        return "--undo goes with nothing but DATASET";
    if (mlf_operand_count == 0 && (options.write || options.output || options.undo))
        return "--write, -o and --undo need DATASET";
    if (mlf_operand_count == 0 &&
        (options.hints.format || options.hints.images || options.hints.columns || options.hints.class_depth))
        return "--format, --images, --columns and --class-depth need DATASET";
    if (mlf_operand_count && options.drop_invalid)
        return "--drop-invalid is for records: give no DATASET";
    if (!options.undo && options.flags.n == 0)
        return "--flags is missing";
    return NULL;
}

/* Prints what stands in the buffer and empties it. */
static int print(struct mlf_buf *buf, struct mlf_err *err)
{
    if (mlf_buf_check(buf, err) < 0)
        return -1;
    if (buf->length && fwrite(buf->data, 1, buf->length, stdout) != buf->length)
        return mlf_fail_errno(err, "cannot write to stdout");
    mlf_buf_clear(buf);
    return 0;
}

static void say(const char *line)
{
    mlf_note("%s", line);
}

/* Says what is wrong, and that nothing was done. */
static int report(char *const *sentences, size_t n, size_t limit, struct mlf_err *err)
{
    for (size_t i = 0; i < n && i < limit; i++)
        mlf_warn("%s", sentences[i]);
    return mlf_fail(err, "%zu problem%s: nothing is applied", n, n == 1 ? "" : "s");
}

static int read_evidence(struct mlf_targets *targets, struct mlf_err *err)
{
    char *manifest = NULL;
    int failed;

    if (options.sheets) {
        manifest = mlf_path_join(options.sheets, "manifest.jsonl", err);
        if (!manifest)
            return -1;
    }
    failed = mlf_targets_read(targets, manifest ? manifest : options.records, err);
    free(manifest);
    return failed;
}

static int read_flags(struct mlf_flags *flags, struct mlf_err *err)
{
    flags->by = options.by;
    for (size_t i = 0; i < options.flags.n; i++) {
        if (mlf_flags_read(flags, options.flags.items[i], err) < 0)
            return -1;
    }
    return flags->n_problems ? report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err) : 0;
}

/* ---- A dataset ---- */

static int add_labels(struct mlf_wordset *labels, const struct mlf_dataset *dataset, const struct mlf_targets *targets,
                      struct mlf_err *err)
{
    char **known = NULL;
    size_t n = 0;
    int failed = dataset->driver->labels(dataset, &known, &n, err);

    for (size_t i = 0; i < n; i++) {
        if (!failed && mlf_wordset_add(labels, known[i], NULL, err) < 0)
            failed = -1;
        free(known[i]);
    }
    free(known);
    for (size_t i = 0; i < targets->labels.n && !failed; i++)
        failed = mlf_wordset_add(labels, targets->labels.items[i], NULL, err) < 0 ? -1 : 0;
    return failed;
}

static int print_plan(const struct mlf_plan *plan, struct mlf_buf *notes, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int failed = 0;

    for (size_t i = 0; i < plan->n && !failed; i++) {
        mlf_plan_print(&plan->steps[i], &buf);
        if (buf.data && plan->steps[i].outcome <= MLF_WILL_REMOVE)
            mlf_buf_add(notes, buf.data, buf.length);
        failed = print(&buf, err);
    }
    mlf_buf_free(&buf);
    /* The plan must have reached its reader before anything changes. */
    if (!failed && fflush(stdout) != 0)
        failed = mlf_fail_errno(err, "cannot write to stdout");
    return failed ? -1 : mlf_plan_summary(plan, say, err);
}

static int write_copy(const struct mlf_dataset *dataset, const struct mlf_plan *plan, const struct mlf_buf *notes,
                      struct mlf_err *err)
{
    struct mlf_copy copy;
    char *journal = NULL;
    int lock = -1, failed = 0;

    if (mlf_copy_begin(&copy, dataset->root, options.output, err) < 0)
        return -1;
    /* The copy is nobody else's, but the lock makes the journal's folder. */
    if (plan->edits.n)
        failed = mlf_journal_lock(copy.temporary, &lock, err) < 0 ||
                 mlf_journal_write(copy.temporary, &plan->edits, notes, &journal, err) < 0;
    if (lock >= 0)
        close(lock);
    free(journal);
    if (failed) {
        mlf_copy_discard(&copy);
        return -1;
    }
    if (mlf_copy_commit(&copy, err) < 0)
        return -1;
    mlf_note("the corrected copy is '%s'", options.output);
    return 0;
}

static int write_dataset(const struct mlf_dataset *dataset, const struct mlf_plan *plan, const struct mlf_buf *notes,
                         struct mlf_err *err)
{
    char *journal;

    if (plan->edits.n == 0) {
        mlf_note("nothing to change");
        return 0;
    }
    if (mlf_journal_write(dataset->root, &plan->edits, notes, &journal, err) < 0)
        return -1;
    mlf_note("'%s' is changed; to take it back: mlfix-apply '%s' --undo '%s'", mlf_operands[0], mlf_operands[0],
             journal);
    free(journal);
    return 0;
}

static int apply(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_targets targets = {0};
    struct mlf_wordset labels = {0};
    struct mlf_flags flags = {.targets = &targets, .labels = options.new_labels ? NULL : &labels};
    struct mlf_plan plan = {0};
    struct mlf_buf notes = {0};
    int status = -1, failed;

    if (options.sheets || options.records)
        failed = read_evidence(&targets, err);
    else
        failed = mlf_targets_scan(&targets, dataset, err) < 0 || mlf_targets_recall(&targets, dataset->root, err) < 0;
    if (failed || mlf_targets_finish(&targets, err) < 0 || add_labels(&labels, dataset, &targets, err) < 0 ||
        read_flags(&flags, err) < 0 || mlf_plan_make(&plan, dataset, &targets, &flags, err) < 0)
        goto done;
    if (plan.n_refusals) {
        report(plan.refusals, plan.n_refusals, MLF_PLAN_REFUSALS, err);
        goto done;
    }
    if (print_plan(&plan, &notes, err) < 0 || mlf_buf_check(&notes, err) < 0)
        goto done;
    if (options.output)
        failed = write_copy(dataset, &plan, &notes, err);
    else if (options.write)
        failed = write_dataset(dataset, &plan, &notes, err);
    else if (plan.edits.n)
        mlf_note("this is the plan: --write carries it out, -o DIR writes a corrected copy");
    status = failed ? -1 : plan.counts[MLF_IS_CONFLICT] > 0;
done:
    mlf_buf_free(&notes);
    mlf_plan_free(&plan);
    mlf_flags_free(&flags);
    mlf_wordset_free(&labels);
    mlf_targets_free(&targets);
    return status;
}

/* The folder that edits are relative to, before the dataset is opened. */
static char *root_of(const char *path, struct mlf_err *err)
{
    struct stat status;
    size_t folder = (size_t)(mlf_path_base(path) - path);

    if (stat(path, &status) != 0) {
        mlf_fail_errno(err, "cannot open '%s'", path);
        return NULL;
    }
    if (S_ISDIR(status.st_mode))
        return mlf_strdup(path, err);
    return folder ? mlf_strndup(path, folder, err) : mlf_strdup(".", err);
}

/* A dataset that an interrupted run left half changed is put right first, or
 * left alone. */
static int settle_pending(const char *root, int may_write, struct mlf_err *err)
{
    if (!mlf_journal_is_pending(root))
        return 0;
    if (!may_write)
        return mlf_fail(err, "an interrupted --write left '%s/%s': --write takes it back and begins anew", root,
                        MLF_JOURNAL_PENDING);
    if (mlf_journal_recover(root, err) < 0)
        return -1;
    mlf_note("an interrupted --write was taken back");
    return 0;
}

static int undo(const char *root, struct mlf_err *err)
{
    struct mlf_edits edits = {0};
    char *journal;
    int failed = mlf_journal_undo(root, options.undo, &edits, err);

    if (!failed && edits.n == 0) {
        mlf_note("nothing to take back: '%s' is undone already", options.undo);
    } else if (!failed) {
        failed = mlf_journal_write(root, &edits, NULL, &journal, err);
        if (!failed) {
            mlf_note("'%s' is taken back; the undoing is journalled in '%s'", options.undo, journal);
            free(journal);
        }
    }
    mlf_edits_free(&edits);
    return failed;
}

static int run_dataset(struct mlf_err *err)
{
    struct mlf_dataset dataset;
    char *root = root_of(mlf_operands[0], err);
    int writes = options.write || options.undo != NULL, lock = -1, status = -1;

    if (!root || (writes && mlf_journal_lock(root, &lock, err) < 0))
        goto done;
    if (options.undo && strcmp(mlf_path_base(options.undo), mlf_path_base(MLF_JOURNAL_PENDING)) == 0) {
        status = settle_pending(root, 1, err);
        goto done;
    }
    if (settle_pending(root, writes, err) < 0)
        goto done;
    if (options.undo) {
        status = undo(root, err);
        goto done;
    }
    if (mlf_dataset_open(&dataset, mlf_operands[0], &options.hints, err) < 0)
        goto done;
    status = apply(&dataset, err);
    mlf_dataset_close(&dataset);
done:
    if (lock >= 0)
        close(lock);
    free(root);
    return status;
}

/* ---- Records ---- */

static int filter(struct mlf_records *records, struct mlf_flags *flags, struct mlf_err *err)
{
    size_t *flag_of = mlf_alloc(records->n, sizeof *flag_of, err);
    size_t counts[4] = {0}, conflicts = 0, lost, dropped = 0;
    struct mlf_buf buf = {0};
    int failed = -1;

    if (!flag_of || mlf_verdict_match(records, flags, flag_of, &lost, err) < 0)
        goto done;
    if (flags->n_problems) {
        report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err);
        goto done;
    }
    failed = 0;
    for (size_t i = 0; i < records->n && !failed; i++) {
        const struct mlf_flag *flag = flag_of[i] ? &flags->items[flag_of[i] - 1] : NULL;
        if (flag && flag->rival) {
            conflicts++;
            mlf_warn("'%s' is left alone: %s:%zu and %s:%zu differ", flags->targets->items[flag->target].id, flag->file,
                     flag->line, flags->items[flag->rival - 1].file, flags->items[flag->rival - 1].line);
        } else if (flag) {
            counts[flag->verdict]++;
            failed = mlf_verdict_apply(&records->items[i], flag, err);
            if (flag->verdict == MLF_INVALID && options.drop_invalid) {
                dropped++;
                continue;
            }
        }
        mlf_record_print(&records->items[i], &buf);
        if (!failed && buf.length > (1 << 16))
            failed = print(&buf, err);
    }
    if (!failed)
        failed = print(&buf, err);
    if (!failed)
        mlf_note("%zu records, %zu invalid, %zu relabelled, %zu ok, %zu unsure, %zu in conflict, %zu left out",
                 records->n, counts[MLF_INVALID], counts[MLF_RELABELLED], counts[MLF_OK], counts[MLF_UNSURE], conflicts,
                 dropped);
    if (!failed && lost)
        mlf_warn("%zu flagged object%s not among the records", lost, lost == 1 ? " is" : "s are");
done:
    mlf_buf_free(&buf);
    free(flag_of);
    return failed ? -1 : conflicts || lost;
}

static int run_filter(struct mlf_err *err)
{
    struct mlf_records records = {0};
    struct mlf_targets targets = {0};
    struct mlf_flags flags = {.targets = &targets};
    int status = -1, failed = 0;

    if (mlf_records_read(&records, "-", mlf_common.jobs, err) < 0)
        goto done;
    if (options.sheets || options.records)
        failed = read_evidence(&targets, err);
    for (size_t i = 0; i < records.n && !failed && !options.sheets && !options.records; i++) {
        failed = mlf_targets_add(&targets, &records.items[i], err);
        if (failed)
            mlf_fail_at(err, "(stdin):%zu", records.items[i].number);
    }
    if (!options.new_labels)
        flags.labels = &targets.labels;
    if (failed || mlf_targets_finish(&targets, err) < 0 || read_flags(&flags, err) < 0)
        goto done;
    status = filter(&records, &flags, err);
done:
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
    mlf_records_free(&records);
    return status;
}

int main(int argc, char **argv)
{
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    struct mlf_err err = {""};
    int status = mlf_operand_count ? run_dataset(&err) : run_filter(&err);
    return mlf_cli_finish(status, &err);
}
