/* mlfix-apply DATASET: the plan, and carrying it out. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply-options.h"
#include "mlfix/base/array.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/base/progress.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/stays.h"
#include "mlfix/edit/blame.h"
#include "mlfix/edit/dataset-copy.h"
#include "mlfix/edit/commit.h"
#include "mlfix/edit/diff.h"
#include "mlfix/edit/journal.h"
#include "mlfix/edit/ledger.h"
#include "mlfix/edit/plan-text.h"
#include "mlfix/edit/plan.h"
#include "mlfix/edit/undo.h"
#include "mlfix/flags/review-folder.h"

static void say(const char *line)
{
    mlf_note("%s", line);
}

static int add_labels(struct mlf_string_set *labels, const struct mlf_dataset *dataset,
                      const struct mlf_targets *targets, struct mlf_err *err)
{
    int failed = mlf_dataset_labels(dataset, labels, err);

    for (size_t i = 0; i < targets->labels.n && !failed; i++)
        failed = mlf_string_set_add(labels, targets->labels.items[i], NULL, NULL, err) < 0 ? -1 : 0;
    return failed;
}

static int print_plan(const struct mlf_dataset *dataset, struct mlf_plan *plan,
                      const struct mlf_honeypot_recall *recall, struct mlf_buf *notes, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int failed = 0;

    for (size_t i = 0; i < plan->n && !failed; i++) {
        mlf_plan_print(&plan->steps[i], &buf);
        if (buf.data && mlf_plan_changes(plan->steps[i].outcome))
            mlf_buf_add(notes, buf.data, buf.length);
        if (options.diff)
            mlf_buf_clear(&buf);
        failed = apply_print(&buf, err);
    }
    if (!failed && recall->planted && !options.diff) {
        mlf_honeypot_recall_print(recall, &buf);
        failed = apply_print(&buf, err);
    }
    if (!failed && options.diff)
        failed = mlf_diff_print(dataset->root, &plan->edits, &buf, apply_print, err);
    mlf_buf_free(&buf);
    /* The plan must have reached its reader before anything changes. */
    if (!failed && fflush(stdout) != 0)
        failed = mlf_fail_errno(err, "cannot write to stdout");
    return failed ? -1 : mlf_plan_summary(plan, say, err);
}

/* What the journal of this change will be called, in new memory. */
static char *name_journal(const char *root, struct mlf_err *err)
{
    unsigned highest;

    return mlf_ledger_journals(root, &highest, err) < 0 ? NULL : mlf_journal_next(root, highest, err);
}

/* Changes the dataset below `root`, which is locked. */
static int change(const char *root, struct mlf_plan *plan, const struct mlf_buf *notes, size_t *decisions,
                  struct mlf_commit_end *end, struct mlf_err *err)
{
    struct mlf_buf lines = {0};
    char *name = name_journal(root, err);
    int failed = name ? mlf_ledger_add_plan(root, plan, name, &lines, decisions, err) : -1;

    if (!failed) {
        struct mlf_commit how = {.name = name, .notes = notes, .decisions = &lines};
        failed = mlf_commit_write(root, &plan->edits, &how, end, err);
    }
    mlf_buf_free(&lines);
    free(name);
    return failed;
}

/* The change is done, whatever fails from here on. */
static void say_done(const struct mlf_commit_end *end)
{
    mlf_cli_done();
    if (end->read_only)
        mlf_warn("%zu of the changed files %s read-only: replaced all the same, and still read-only", end->read_only,
                 end->read_only == 1 ? "was" : "were");
    if (end->after.text[0])
        mlf_warn("the change is done, but: %s", end->after.text);
}

/* Nothing was decided: then nothing tells of it. */
static int drop_empty_folder(const char *root, struct mlf_err *err)
{
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err);
    int failed = folder ? 0 : -1;

    if (folder && rmdir(folder) != 0 && errno != ENOTEMPTY && errno != EEXIST)
        failed = mlf_fail_errno(err, "cannot remove '%s'", folder);
    free(folder);
    return failed;
}

static int write_copy(const struct mlf_dataset *dataset, struct mlf_plan *plan, const struct mlf_buf *notes,
                      struct mlf_err *err)
{
    struct mlf_dataset_copy copy;
    struct mlf_commit_end end = {0};
    size_t decisions = 0;
    int lock = -1, failed = 0;

    if (mlf_dataset_copy_begin(&copy, dataset->root, options.output, err) < 0)
        return -1;
    /* The copy is nobody else's, but the lock makes the journal's folder. */
    failed = mlf_journal_lock(copy.temporary.path, &lock, err) < 0 ||
             mlf_ledger_copy(dataset->root, copy.temporary.path, err) < 0 ||
             change(copy.temporary.path, plan, notes, &decisions, &end, err) < 0;
    if (lock >= 0)
        close(lock);
    free(end.journal);
    if (!failed)
        failed = drop_empty_folder(copy.temporary.path, err);
    if (failed) {
        mlf_dataset_copy_discard(&copy);
        return -1;
    }
    if (mlf_dataset_copy_commit(&copy, err) < 0)
        return -1;
    say_done(&end);
    mlf_note("the corrected copy is '%s'", options.output);
    return 0;
}

static int write_dataset(const struct mlf_dataset *dataset, struct mlf_plan *plan, const struct mlf_buf *notes,
                         struct mlf_err *err)
{
    struct mlf_commit_end end = {0};
    size_t decisions = 0;

    if (change(dataset->root, plan, notes, &decisions, &end, err) < 0)
        return -1;
    say_done(&end);
    if (end.journal)
        mlf_note("'%s' is changed; to take it back: mlfix-apply '%s' --undo '%s'", mlf_operands[0], mlf_operands[0],
                 end.journal);
    else
        mlf_note("nothing to change");
    if (decisions)
        mlf_note("%zu decision%s kept in '%s/%s'", decisions, decisions == 1 ? " is" : "s are", dataset->root,
                 MLF_LEDGER);
    free(end.journal);
    return 0;
}

/* What the records judge is what is changed. */
static int settle_field(struct mlf_dataset *dataset, const struct mlf_targets *targets, struct mlf_err *err)
{
    const char *given = options.hints.label_field;

    if (!targets->evidence || targets->n == 0)
        return 0;
    if (given && (!targets->label_field || strcmp(given, targets->label_field) != 0))
        return mlf_fail(err, "--label-field %s: the records judge %s%s%s", given,
                        targets->label_field ? "the attribute '" : "the class",
                        targets->label_field ? targets->label_field : "", targets->label_field ? "'" : "");
    return targets->label_field ? mlf_attributes_ask(dataset, targets->label_field, err) : 0;
}

/* What the dataset will be read as is said before anything changes. */
static int check_meaning(const struct mlf_dataset *dataset, const struct mlf_plan *plan, struct mlf_err *err)
{
    char *warning = NULL;
    size_t gone = plan->counts[MLF_WILL_REMOVE] + plan->counts[MLF_WILL_MARK] + plan->counts[MLF_WILL_MOVE];
    int result = mlf_dataset_stays(dataset, mlf_operands[0], &options.hints, &plan->edits, gone, &warning, err);

    if (!result && warning)
        mlf_warn("%s", warning);
    free(warning);
    return result;
}

static int apply(struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_targets targets = {0};
    struct mlf_string_set labels = {0};
    struct mlf_flags flags = {.targets = &targets, .labels = options.new_labels ? NULL : &labels};
    struct mlf_plan plan = {.invalid = (enum mlf_plan_invalid)options.invalid, .force = options.force};
    struct mlf_honeypot_recall recall;
    struct mlf_buf notes = {0};
    int status = -1, failed;

    mlf_progress_enter("read what was reviewed");
    if (options.sheets.n || options.records)
        failed = apply_read_evidence(&targets, err) || settle_field(dataset, &targets, err);
    else
        failed = mlf_targets_scan(&targets, dataset, err) < 0 || mlf_targets_recall(&targets, dataset->root, err) < 0;
    if (failed || mlf_targets_finish(&targets, err) < 0 || add_labels(&labels, dataset, &targets, err) < 0 ||
        apply_read_flags(&flags, err) < 0 || apply_settle(&flags, &recall, err) < 0)
        goto done;
    mlf_progress_leave("read what was reviewed");
    mlf_progress_enter("plan the changes");
    if (mlf_plan_make(&plan, dataset, &targets, &flags, err) < 0)
        goto done;
    if (plan.n_refusals) {
        apply_report(plan.refusals, plan.n_refusals, MLF_PLAN_REFUSALS, err);
        goto done;
    }
    if (check_meaning(dataset, &plan, err) < 0 || print_plan(dataset, &plan, &recall, &notes, err) < 0 ||
        mlf_buf_check(&notes, err) < 0 || apply_write_conflicts(&flags, err) < 0)
        goto done;
    mlf_progress_leave("plan the changes");
    apply_say_unchecked();
    if (options.output)
        failed = write_copy(dataset, &plan, &notes, err);
    else if (options.write)
        failed = write_dataset(dataset, &plan, &notes, err);
    else if (plan.edits.n && !options.diff)
        mlf_note("this is the plan: --write carries it out, -o DIR writes a corrected copy");
    status = failed ? -1 : mlf_cli_items_failed(plan.counts[MLF_IS_CONFLICT] + plan.counts[MLF_IS_OPEN], plan.n);
done:
    mlf_buf_free(&notes);
    mlf_plan_free(&plan);
    mlf_flags_free(&flags);
    mlf_string_set_free(&labels);
    mlf_targets_free(&targets);
    return status;
}

/* A dataset that an interrupted run left half changed is put right first, or
 * left alone. */
static int settle_pending(const char *root, int may_write, struct mlf_err *err)
{
    if (!mlf_undo_is_pending(root))
        return 0;
    if (!may_write)
        return mlf_fail(err, "an interrupted --write left '%s/%s': --write takes it back and begins anew", root,
                        MLF_JOURNAL_PENDING);
    if (mlf_commit_recover(root, err) < 0)
        return -1;
    mlf_note("an interrupted --write was taken back");
    return 0;
}

/* Takes the journal's edits back, which the ledger tells as well. */
static int write_undoing(const char *root, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_buf lines = {0}, notes = {0};
    struct mlf_commit_end end = {0};
    char *next = name_journal(root, err);
    int failed = next ? mlf_ledger_add_undo(root, options.undo, next,
                                            options.reviewers.n ? options.reviewers.items[0] : NULL, &lines, err)
                      : -1;

    mlf_ledger_note_undo(options.undo, &notes);
    if (!failed && mlf_buf_check(&notes, err) == 0) {
        struct mlf_commit how = {.name = next, .notes = &notes, .decisions = &lines};
        failed = mlf_commit_write(root, edits, &how, &end, err);
    } else {
        failed = -1;
    }
    if (!failed) {
        say_done(&end);
        mlf_note("'%s' is taken back; the undoing is journalled in '%s'", options.undo, end.journal);
    }
    mlf_buf_free(&lines);
    mlf_buf_free(&notes);
    free(end.journal);
    free(next);
    return failed;
}

static int undo(const char *root, struct mlf_err *err)
{
    struct mlf_edits edits = {0};
    int failed = mlf_undo_journal(root, options.undo, &edits, err);

    if (!failed && edits.n == 0)
        mlf_note("nothing to take back: '%s' is undone already", options.undo);
    else if (!failed)
        failed = write_undoing(root, &edits, err);
    mlf_edits_free(&edits);
    return failed;
}

/* --blame: who decided what on one object. */
static int blame(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_targets targets = {0};
    struct mlf_buf lines = {0};
    size_t n = 0;
    int failed = mlf_targets_scan(&targets, dataset, err) < 0 ||
                 mlf_blame_object(dataset->root, &targets, options.blame, &lines, &n, say, err) < 0 ||
                 apply_print(&lines, err) < 0;

    if (!failed && n == 0)
        mlf_note("nothing was decided on '%s'", options.blame);
    mlf_buf_free(&lines);
    mlf_targets_free(&targets);
    return failed ? -1 : 0;
}

int apply_to_dataset(struct mlf_err *err)
{
    struct mlf_dataset dataset;
    char *root = mlf_dataset_folder(mlf_operands[0], &options.hints, err);
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
    options.hints.again = 1;
    if (mlf_dataset_open(&dataset, mlf_operands[0], &options.hints, err) < 0)
        goto done;
    status = options.blame ? blame(&dataset, err) : apply(&dataset, err);
    mlf_dataset_close(&dataset);
done:
    if (lock >= 0)
        close(lock);
    free(root);
    return status;
}
