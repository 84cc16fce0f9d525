/* mlfix-apply as a filter: verdicts into records. */
#include "apply-options.h"

#include <stdlib.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/honeypots.h"
#include "mlfix/recall.h"
#include "mlfix/record.h"
#include "mlfix/verdict.h"

static int filter(struct mlf_records *records, struct mlf_flags *flags, struct mlf_err *err)
{
    size_t *flag_of = mlf_alloc(records->n, sizeof *flag_of, err);
    size_t counts[MLF_BOXED + 1] = {0}, conflicts = 0, lost, dropped = 0;
    struct mlf_buf buf = {0};
    int failed = -1;

    if (!flag_of || mlf_verdict_match(records, flags, flag_of, &lost, err) < 0)
        goto done;
    if (flags->n_problems) {
        apply_report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err);
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
            failed = apply_print(&buf, err);
    }
    if (!failed)
        failed = apply_print(&buf, err);
    if (!failed)
        mlf_note("%zu records, %zu invalid, %zu relabelled, %zu ok, %zu unsure, %zu in conflict, %zu left out",
                 records->n, counts[MLF_INVALID], counts[MLF_RELABELLED], counts[MLF_OK], counts[MLF_UNSURE], conflicts,
                 dropped);
    if (!failed && counts[MLF_BOXED])
        mlf_note("%zu with new boxes", counts[MLF_BOXED]);
    if (!failed && lost)
        mlf_warn("%zu flagged object%s not among the records", lost, lost == 1 ? " is" : "s are");
done:
    mlf_buf_free(&buf);
    free(flag_of);
    return failed ? -1 : conflicts || lost;
}

int apply_to_records(struct mlf_err *err)
{
    struct mlf_records records = {0};
    struct mlf_targets targets = {0};
    struct mlf_flags flags = {.targets = &targets};
    struct mlf_recall recall;
    int status = -1, failed = 0;

    if (mlf_records_read(&records, "-", mlf_common.jobs, err) < 0)
        goto done;
    if (options.sheets || options.records)
        failed = apply_read_evidence(&targets, err);
    for (size_t i = 0; i < records.n && !failed && !options.sheets && !options.records; i++) {
        failed = mlf_targets_add(&targets, &records.items[i], err);
        if (failed)
            mlf_fail_at(err, "(stdin):%zu", records.items[i].number);
    }
    if (!options.new_labels)
        flags.labels = &targets.labels;
    if (failed || mlf_targets_finish(&targets, err) < 0 || apply_read_flags(&flags, err) < 0 ||
        apply_take_honeypots(&flags, &recall, err) < 0)
        goto done;
    mlf_honeypots_remove(&records);
    status = filter(&records, &flags, err);
done:
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
    mlf_records_free(&records);
    return status;
}
