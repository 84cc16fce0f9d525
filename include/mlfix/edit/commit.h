/* Changing a dataset on disk, all of it or nothing, and so that the change can be taken
 * back. This file alone knows the order of the steps.
 *
 * A filesystem can replace one file at once, by a rename, but not several; and the
 * process may be killed, the power fail, or any call fail, at any moment. So a change goes
 * through these steps, each of which is on disk before the next one begins:
 *
 * 1. DATASET/.mlfix/ledger.jsonl is begun, with its first line, where there is none.
 * 2. The new contents of every file, also of the ledger, are written beside it under a
 *    temporary name (staging.h).
 * 3. The journal DATASET/.mlfix/pending.jsonl is written. It tells which files are about
 *    to be replaced or moved, with checksums of their contents before and after, and with
 *    the bytes that are needed to get the old contents back.
 * 4. Everything is renamed into place, and the folders are forced to disk.
 * 5. The journal is renamed to its lasting name, DATASET/.mlfix/journal-0001.jsonl and so
 *    on: with this rename the change is done.
 * 6. The folder of the journal is forced to disk.
 *
 * What a run leaves that is killed in a step, what a run does in which a call fails there,
 * and how the next run that may write goes on:
 *
 *   step  killed: what is there         a call fails: what the run does   the next run
 *   1     nothing, or a begun ledger    removes it; status 2              uses it
 *   2     and temporary files           removes them; status 2            removes them
 *   3     and perhaps pending.jsonl     takes back; status 2              takes back, begins anew
 *   4     files in part old, in part    takes back; status 2; where that  takes back, begins anew
 *         new, and pending.jsonl        fails, too, it leaves things as
 *                                       for "killed", and says so
 *   5     everything new; pending.jsonl takes back; status 2              takes back, begins anew
 *   6     the dataset changed           warns: done, status as if         finds the change done
 *                                       nothing had failed
 *
 * To take back is mlf_commit_recover: what it does is itself safe against kills and failures, since it
 * goes by the checksums and removes pending.jsonl as its last step. While pending.jsonl is
 * there, the ledger that it names is never removed. */
#ifndef MLFIX_EDIT_COMMIT_H
#define MLFIX_EDIT_COMMIT_H

#include <stddef.h>

#include "mlfix/base/err.h"

struct mlf_buf;
struct mlf_edits;

/* What accompanies a change. */
struct mlf_commit {
    const char *name;                /* of the journal, without folder (mlf_journal_next) */
    const struct mlf_buf *notes;     /* JSON Lines that the journal keeps; may be NULL */
    const struct mlf_buf *decisions; /* lines for the ledger, which changes together with the rest; may be NULL */
};

/* How it ended. */
struct mlf_commit_end {
    char *journal;        /* path of the journal, to be freed; NULL where nothing but the ledger changed */
    size_t read_only;     /* how many of the replaced files were, and still are, without write permission */
    struct mlf_err after; /* what failed after the change was done; "" where nothing did */
};

/* Carries the edits out below `root`, whose lock is held (mlf_journal_lock); all edits of one
 * file must follow each other, and that of the ledger is added to them. Nothing outside `root` is
 * written: a file that leads elsewhere through a symbolic link, a link to a read-only file,
 * and a move onto an existing file are errors. A read-only file is replaced, keeps its mode, and
 * is counted. After an error everything is as
 * it was before, or the sentence says that it is not and what helps. Without edits only
 * the decisions are kept; without those either nothing happens. */
int mlf_commit_write(const char *root, struct mlf_edits *edits, const struct mlf_commit *how,
                     struct mlf_commit_end *end, struct mlf_err *err);

/* Puts a dataset right that an interrupted run has left half changed, as it was before that
 * run. That there is nothing to do is no error. The lock must be held. */
int mlf_commit_recover(const char *root, struct mlf_err *err);

#endif
