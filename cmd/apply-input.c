/* What mlfix-apply reads and prints. */
#include "apply-options.h"

#include <stdio.h>

#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/recall.h"

int apply_print(struct mlf_buf *buf, struct mlf_err *err)
{
    if (mlf_buf_check(buf, err) < 0)
        return -1;
    if (buf->length && fwrite(buf->data, 1, buf->length, stdout) != buf->length)
        return mlf_fail_errno(err, "cannot write to stdout");
    mlf_buf_clear(buf);
    return 0;
}

int apply_report(char *const *sentences, size_t n, size_t limit, struct mlf_err *err)
{
    for (size_t i = 0; i < n && i < limit; i++)
        mlf_warn("%s", sentences[i]);
    return mlf_fail(err, "%zu problem%s: nothing is applied", n, n == 1 ? "" : "s");
}

int apply_read_evidence(struct mlf_targets *targets, struct mlf_err *err)
{
    return options.sheets ? mlf_targets_read_sheets(targets, options.sheets, err)
                          : mlf_targets_read(targets, options.records, err);
}

int apply_read_flags(struct mlf_flags *flags, struct mlf_err *err)
{
    flags->by = options.by;
    for (size_t i = 0; i < options.flags.n; i++) {
        if (mlf_flags_read(flags, options.flags.items[i], err) < 0)
            return -1;
    }
    if (apply_read_painted(flags, err) < 0)
        return -1;
    return flags->n_problems ? apply_report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err) : 0;
}

int apply_take_honeypots(struct mlf_flags *flags, struct mlf_recall *recall, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    if (mlf_recall_take(recall, flags, err) < 0)
        return -1;
    if (recall->planted == 0)
        return 0;
    mlf_recall_say(recall, &buf);
    int failed = mlf_buf_check(&buf, err);
    if (!failed)
        mlf_note("%s", buf.data);
    mlf_buf_free(&buf);
    return failed;
}
