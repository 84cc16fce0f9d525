/* mlfix-apply as a filter: verdicts into records. */

#include <stdlib.h>

#include "apply-options.h"
#include "mlfix/agree/conflicts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/records.h"

struct filtering {
    struct mlf_records *records;
    struct mlf_flags *flags;
    size_t counts[MLF_BOXED + 1], conflicts, open, lost, dropped;
    struct mlf_buf buf, undecided; /* for stdout, for --conflicts */
};

static void warn_of_conflict(const struct mlf_flags *flags, const struct mlf_flag *flag)
{
    const char *id = flags->targets->items[flag->target].id;
    const struct mlf_flag *a = flag->poll->sides[0], *b = flag->poll->sides[1];
    if (a && b)
        mlf_warn("'%s' is left alone: %s:%zu and %s:%zu differ", id ? id : "(no id)", a->file, a->line, b->file,
                 b->line);
    else
        mlf_warn("'%s' is left alone: %s", id ? id : "(no id)", flag->poll->said);
}

/* flag NULL: nothing was said of it. */
static int filter_record(struct filtering *f, struct mlf_record *record, const struct mlf_flag *flag,
                         struct mlf_err *err)
{
    int undecided = flag && flag->standing != MLF_DECIDED;
    f->conflicts += flag && flag->standing == MLF_CONFLICT;
    f->open += flag && flag->standing == MLF_OPEN;
    if (flag && flag->standing == MLF_CONFLICT)
        warn_of_conflict(f->flags, flag);
    if (flag && !undecided) {
        f->counts[flag->verdict]++;
        if (mlf_record_flags_apply(record, flag, err))
            return -1;
    }
    if (flag && (flag->verdict == MLF_REMOVED || flag->verdict == MLF_WRONG) && options.drop_invalid) {
        f->dropped++;
        return 0;
    }
    mlf_record_print(record, &f->buf);
    if (flag && options.conflicts && mlf_conflicts_include(flag) &&
        mlf_conflicts_print(record, flag, &f->undecided, err))
        return -1;
    return f->buf.length > (1 << 16) ? apply_print(&f->buf, err) : 0;
}

static void say_counts(const struct filtering *f)
{
    mlf_note("%zu records, %zu to remove, %zu relabelled, %zu wrong, %zu ok, %zu unsure, %zu in conflict, %zu left out",
             f->records->n, f->counts[MLF_REMOVED], f->counts[MLF_RELABELLED], f->counts[MLF_WRONG], f->counts[MLF_OK],
             f->counts[MLF_UNSURE], f->conflicts, f->dropped);
    if (f->counts[MLF_BOXED])
        mlf_note("%zu with new boxes", f->counts[MLF_BOXED]);
    if (f->open)
        mlf_note("%zu open: too few looked, or it is not sure enough", f->open);
    if (f->lost)
        mlf_warn("%zu flagged object%s not among the records", f->lost, f->lost == 1 ? " is" : "s are");
}

static int filter(struct mlf_records *records, struct mlf_flags *flags, struct mlf_err *err)
{
    struct filtering f = {.records = records, .flags = flags};
    size_t *flag_of = mlf_alloc(records->n, sizeof *flag_of, err);
    int failed = -1;

    if (!flag_of || mlf_record_flags_match(records, flags, flag_of, &f.lost, err) < 0)
        goto done;
    if (flags->n_problems) {
        apply_report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err);
        goto done;
    }
    failed = 0;
    for (size_t i = 0; i < records->n && !failed; i++)
        failed = filter_record(&f, &records->items[i], flag_of[i] ? &flags->items[flag_of[i] - 1] : NULL, err);
    if (!failed)
        failed = apply_print(&f.buf, err);
    if (!failed && options.conflicts)
        failed = mlf_buf_check(&f.undecided, err) ||
                 mlf_file_write(options.conflicts, f.undecided.data ? f.undecided.data : "", f.undecided.length, err);
    if (!failed) {
        say_counts(&f);
        apply_say_unchecked();
    }
done:
    mlf_buf_free(&f.buf);
    mlf_buf_free(&f.undecided);
    free(flag_of);
    return failed ? -1 : mlf_cli_items_failed(f.conflicts + f.open + f.lost, flags->n);
}

int apply_to_records(struct mlf_err *err)
{
    struct mlf_records records = {0};
    struct mlf_targets targets = {0};
    struct mlf_flags flags = {.targets = &targets};
    struct mlf_honeypot_recall recall;
    int status = -1, failed = 0;

    if (mlf_records_read(&records, "-", mlf_common.jobs, err) < 0)
        goto done;
    if (options.sheets.n || options.records)
        failed = apply_read_evidence(&targets, err);
    for (size_t i = 0; i < records.n && !failed && options.sheets.n == 0 && !options.records; i++) {
        failed = mlf_targets_add(&targets, &records.items[i], err);
        if (failed)
            mlf_fail_at(err, "(stdin):%zu", records.items[i].number);
    }
    if (!options.new_labels)
        flags.labels = &targets.labels;
    if (failed || mlf_targets_finish(&targets, err) < 0 || apply_read_flags(&flags, err) < 0 ||
        apply_settle(&flags, &recall, err) < 0)
        goto done;
    mlf_honeypots_remove(&records);
    status = filter(&records, &flags, err);
done:
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
    mlf_records_free(&records);
    return status;
}
