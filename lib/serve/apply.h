/* Plan, diff, apply and undo: mlfix-apply itself, run with what is decided. */
#ifndef MLFIX_SERVE_APPLY_H
#define MLFIX_SERVE_APPLY_H

#include <stdint.h>

struct mlf_buf;
struct mlf_err;
struct serve_kept;
struct serve_made_with;
struct serve_review;
struct serve_task;

struct serve_apply {
    const struct serve_review *review; /* all borrowed */
    const struct serve_kept *kept;
    const struct serve_made_with *made;
    const char *flags; /* a file of what is decided, written anew each time */
};

enum serve_apply_what { SERVE_PLAN, SERVE_DIFF, SERVE_WRITE, SERVE_UNDO };

/* Writes what is decided into the file of flags, and adds to the task's job what runs mlfix-apply with it. *sum tells
 * this set of decisions from others. For SERVE_UNDO the latest change of the dataset is taken back. */
int serve_apply_prepare(const struct serve_apply *apply, enum serve_apply_what what, struct serve_task *task,
                        uint64_t *sum, struct mlf_err *err);

/* Appends what came of it: members of a JSON object. */
void serve_apply_put(const struct serve_task *task, struct mlf_buf *buf);

/* The name of the dataset's latest journal (without folder) in new memory; NULL where there is none, or with err. */
char *serve_apply_journal(const struct serve_apply *apply, struct mlf_err *err);

#endif
