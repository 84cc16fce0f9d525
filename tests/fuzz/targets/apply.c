/* From flags to changed files and back: a parcel with a dataset below ds/ and the file `flags`; the first line names
 * the format. What was changed reads again; the same flags then find nothing to do; undone, every byte is as it was. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/agree/agreement.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/edit/commit.h"
#include "mlfix/edit/diff.h"
#include "mlfix/edit/journal.h"
#include "mlfix/edit/ledger.h"
#include "mlfix/edit/plan-text.h"
#include "mlfix/edit/plan.h"
#include "mlfix/edit/undo.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"

/* All that one run holds. */
struct run {
    struct mlf_dataset dataset;
    struct mlf_targets targets;
    struct mlf_flags flags;
    struct mlf_plan plan;
};

static int forget(struct mlf_buf *buf, struct mlf_err *err)
{
    (void)err;
    mlf_buf_clear(buf);
    return 0;
}

/* Makes the plan: 0, or -1 where the dataset or the flags are no good. */
static int plan(struct run *run, const char *format, int invalid, struct mlf_err *err)
{
    const struct mlf_hints hints = {.format = *format ? format : NULL, .again = 1};
    char *text;
    size_t size = 0;
    int failed;

    *run = (struct run){.plan = {.invalid = (enum mlf_plan_invalid)invalid}};
    run->flags.targets = &run->targets;
    if (mlf_dataset_open(&run->dataset, fuzz_path("ds"), &hints, err) ||
        mlf_targets_scan(&run->targets, &run->dataset, err) ||
        mlf_targets_recall(&run->targets, run->dataset.root, err) || mlf_targets_finish(&run->targets, err) ||
        !(text = fuzz_get("flags", &size)))
        return -1;
    failed = mlf_flags_read_text(&run->flags, "flags", text, size, err) || run->flags.n_problems ||
             mlf_agreement_settle(&run->flags, NULL, NULL, NULL, err) ||
             mlf_plan_make(&run->plan, &run->dataset, &run->targets, &run->flags, err) || run->plan.n_refusals;
    free(text);
    return failed ? -1 : 0;
}

static void end(struct run *run)
{
    mlf_plan_free(&run->plan);
    mlf_flags_free(&run->flags);
    mlf_targets_free(&run->targets);
    mlf_dataset_close(&run->dataset);
}

/* Carries edits out; the path of the journal in new memory, or NULL. */
static char *commit(const char *root, struct mlf_edits *edits, const struct mlf_buf *decisions,
                    const struct mlf_buf *notes)
{
    struct mlf_commit_end how_it_ended = {0};
    struct mlf_err err = {""};
    unsigned highest = 0;
    char *name = mlf_ledger_journals(root, &highest, &err) ? NULL : mlf_journal_next(root, highest, &err);
    const struct mlf_commit how = {.name = name, .notes = notes, .decisions = decisions};

    if (!name || mlf_commit_write(root, edits, &how, &how_it_ended, &err)) {
        HOLDS(*err.text, "an error has a sentence");
        free(how_it_ended.journal);
        how_it_ended.journal = NULL;
    }
    free(name);
    return how_it_ended.journal;
}

static void check_as_before(const struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->n; i++) {
        size_t size = 0;
        char *now = strncmp(parcel->files[i].name, "ds/", 3) ? NULL : fuzz_get(parcel->files[i].name, &size);
        const struct parcel_file *last = &parcel->files[i];

        for (size_t k = i + 1; k < parcel->n; k++)
            if (!strcmp(parcel->files[k].name, last->name))
                last = &parcel->files[k];
        HOLDS(!now || !strncmp(last->name, "ds/.mlfix/", 10) ||
                  (size == last->size && (size == 0 || !memcmp(now, last->data, size))),
              "'%s' is as before: '%.*s'", last->name, (int)size, now);
        free(now);
    }
}

static void undo(const char *root, const char *journal, const struct parcel *parcel)
{
    struct mlf_edits edits = {0};
    struct mlf_buf lines = {0};
    struct mlf_err err = {""};
    char *again;

    HOLDS(mlf_undo_journal(root, journal, &edits, &err) == 0, "what was just done can be undone: %s", err.text);
    HOLDS(mlf_ledger_add_undo(root, journal, "journal-9999.jsonl", NULL, &lines, &err) == 0, "%s", err.text);
    HOLDS((again = commit(root, &edits, &lines, NULL)) != NULL, "what was just done can be undone");
    check_as_before(parcel);
    free(again);
    mlf_edits_free(&edits);
    mlf_buf_free(&lines);
}

/* The same flags again: all of it is done. */
static void check_done(const char *format, int invalid)
{
    struct run run;
    struct mlf_err err = {""};

    if (plan(&run, format, invalid, &err) == 0)
        HOLDS(run.plan.edits.n == 0, "the same flags change something again");
    end(&run);
}

static void carry_out(struct run *run, const struct parcel *parcel, int invalid)
{
    struct mlf_buf buf = {0}, lines = {0};
    struct mlf_objects objects = {0};
    struct mlf_dataset again = {0};
    struct mlf_err err = {""};
    char *root = strdup(run->dataset.root), *journal;
    const struct mlf_hints hints = {.format = run->dataset.driver->name};
    size_t n = 0, edits = run->plan.edits.n;
    int lock = -1;

    for (size_t i = 0; i < run->plan.n; i++)
        mlf_plan_print(&run->plan.steps[i], &buf);
    mlf_buf_clear(&buf);
    (void)mlf_diff_print(root, &run->plan.edits, &buf, forget, NULL);
    if (mlf_journal_lock(root, &lock, NULL) == 0 &&
        mlf_ledger_add_plan(root, &run->plan, "journal-0001.jsonl", &lines, &n, NULL) == 0 &&
        (journal = commit(root, &run->plan.edits, &lines, NULL)) != NULL) {
        HOLDS(mlf_dataset_open(&again, fuzz_path("ds"), &hints, &err) == 0 &&
                  mlf_objects_read(&objects, &again, &err) == 0,
              "what was changed can be read: %s", err.text);
        if (edits)
            check_done(hints.format, invalid);
        undo(root, journal, parcel);
        free(journal);
    }
    if (lock >= 0)
        close(lock);
    mlf_objects_free(&objects);
    mlf_dataset_close(&again);
    mlf_buf_free(&buf);
    mlf_buf_free(&lines);
    free(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct run run;
    struct mlf_err err = {""};
    int invalid = (int)(fuzz_hash(data, size) % 3);

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (plan(&run, parcel.words, invalid, &err) == 0)
        carry_out(&run, &parcel, invalid);
    end(&run);
    return 0;
}
