/* What mlfix-apply reads and prints. */

#include <stdio.h>
#include <stdlib.h>

#include "apply-options.h"
#include "mlfix/base/array.h"
#include "mlfix/base/message.h"
#include "mlfix/flags/sheet-targets.h"

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
    for (size_t i = 0; i < options.sheets.n; i++)
        if (mlf_sheet_targets_read(targets, options.sheets.items[i], err))
            return -1;
    return options.sheets.n ? 0 : mlf_targets_read(targets, options.records, err);
}

/* The files whose cells may be those of other sheets. */
static const char **unchecked;
static size_t n_unchecked;

void apply_say_unchecked(void)
{
    for (size_t i = 0; i < n_unchecked; i++)
        mlf_note("'%s' does not say for which sheets it was written: its cells are taken for those of '%s'",
                 unchecked[i],
                 options.sheets.n > 1    ? "all sheets given"
                 : options.sheets.n == 1 ? options.sheets.items[0]
                 : options.records       ? options.records
                                         : "the records");
    free(unchecked);
    unchecked = NULL;
    n_unchecked = 0;
}

int apply_read_flags(struct mlf_flags *flags, struct mlf_err *err)
{
    size_t n = options.flags.n + options.painted.n;
    struct mlf_flag_source *sources = mlf_alloc(n, sizeof *sources, err);
    int result = -1;

    unchecked = mlf_alloc(options.flags.n, sizeof *unchecked, err);
    if (!sources || !unchecked) {
        free(sources);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        int painted = i >= options.flags.n;
        sources[i].painted = painted;
        sources[i].path = painted ? options.painted.items[i - options.flags.n] : options.flags.items[i];
    }
    if (mlf_flag_sources_name(sources, n, options.reviewers.items, options.reviewers.n, err) < 0)
        goto done;
    for (size_t i = 0; i < options.flags.n; i++) {
        flags->by = sources[i].name;
        if (mlf_flags_read(flags, sources[i].path, err) < 0)
            goto done;
        if (flags->unchecked)
            unchecked[n_unchecked++] = options.flags.items[i];
    }
    if (apply_read_painted(flags, sources + options.flags.n, err) < 0)
        goto done;
    result = flags->n_problems ? apply_report(flags->problems, flags->n_problems, MLF_FLAG_PROBLEMS, err) : 0;
done:
    flags->by = NULL;
    mlf_flag_sources_free(sources, n);
    free(sources);
    return result;
}
