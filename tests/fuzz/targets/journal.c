/* What earlier runs left, or somebody put there: a parcel with a dataset's files below ds/, among them
 * ds/.mlfix/pending.jsonl, ds/.mlfix/journal-0001.jsonl and ds/.mlfix/ledger.jsonl. Whatever these say, nothing outside
 * ds/ changes. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/edit/blame.h"
#include "mlfix/edit/commit.h"
#include "mlfix/edit/journal.h"
#include "mlfix/edit/ledger.h"
#include "mlfix/edit/undo.h"
#include "mlfix/flags/ledger-line.h"
#include "mlfix/flags/targets.h"

static const char canary[] = "stays";

static void say(const char *sentence)
{
    (void)sentence;
}

static int take(void *context, const struct mlf_ledger_line *line, const struct mlf_record *record, struct mlf_err *err)
{
    (void)record;
    (void)err;
    (void)mlf_ledger_line_label(line);
    (void)mlf_ledger_line_label_before(line);
    ++*(size_t *)context;
    return 0;
}

static void ask(const char *root)
{
    struct mlf_targets targets = {0};
    struct mlf_buf lines = {0};
    unsigned highest;
    size_t n = 0;

    (void)mlf_ledger_journals(root, &highest, NULL);
    (void)mlf_ledger_line_walk(root, take, &n, NULL);
    if (mlf_targets_recall(&targets, root, NULL) == 0 && mlf_targets_finish(&targets, NULL) == 0) {
        (void)mlf_blame_object(root, &targets, "a.xml#0", &lines, &n, say, NULL);
        if (targets.n)
            (void)mlf_blame_object(root, &targets, targets.items[0].id, &lines, &n, say, NULL);
    }
    mlf_buf_free(&lines);
    mlf_targets_free(&targets);
}

static void undo(const char *root)
{
    struct mlf_edits edits = {0};
    struct mlf_buf lines = {0};
    struct mlf_commit_end how_it_ended = {0};
    const char *journal = fuzz_path("ds/.mlfix/journal-0001.jsonl");
    const struct mlf_commit how = {.name = "journal-0002.jsonl", .decisions = &lines};

    if (mlf_undo_journal(root, journal, &edits, NULL) == 0 &&
        mlf_ledger_add_undo(root, journal, "journal-0002.jsonl", "anna", &lines, NULL) == 0)
        (void)mlf_commit_write(root, &edits, &how, &how_it_ended, NULL);
    free(how_it_ended.journal);
    mlf_edits_free(&edits);
    mlf_buf_free(&lines);
}

static void check_canary(const char *name)
{
    size_t size = 0;
    char *now = fuzz_get(name, &size);

    HOLDS(now && !strcmp(now, canary), "'%s' stays", name);
    free(now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    char *root = strdup(fuzz_path("ds"));
    struct mlf_err err = {""};
    int lock = -1;

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    (void)fuzz_put("ds/.mlfix/x", "", 0);
    (void)fuzz_put("a.txt", canary, sizeof canary - 1);
    (void)fuzz_put("other/a.txt", canary, sizeof canary - 1);
    ask(root);
    if (mlf_journal_lock(root, &lock, NULL) == 0) {
        if (mlf_commit_recover(root, &err) == 0) {
            HOLDS(!mlf_undo_is_pending(root), "what was taken back is not pending");
            undo(root);
        } else {
            HOLDS(*err.text, "an error has a sentence");
        }
        close(lock);
    }
    check_canary("a.txt");
    check_canary("other/a.txt");
    free(root);
    return 0;
}
