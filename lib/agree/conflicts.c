#include "mlfix/agree/conflicts.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

int mlf_conflicts_include(const struct mlf_flag *flag)
{
    return flag->verdict == MLF_WRONG || flag->verdict == MLF_UNSURE; /* as what is not decided is, too */
}

int mlf_conflicts_print(struct mlf_record *record, const struct mlf_flag *flag, struct mlf_buf *buf,
                        struct mlf_err *err)
{
    static const char *const places[] = {"sheet",       "sheet_hash", "cell",  "cell_rect",
                                         "fingerprint", "folded",     "group", "position"};
    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        mlf_record_remove(record, places[k]);
    if (mlf_record_set(record, "votes", flag->poll->votes, err) ||
        mlf_record_set_string(record, "said", flag->poll->said, err))
        return -1;
    mlf_record_print(record, buf);
    return 0;
}

int mlf_conflicts_read(struct mlf_reader *reader, const struct mlf_flags *flags, struct mlf_buf *buf, size_t *n,
                       struct mlf_err *err)
{
    char *written = mlf_alloc(flags->n, 1, err);
    struct mlf_record record;
    int got = -1;
    *n = 0;
    while (written && (got = mlf_reader_record(reader, &record, err)) > 0) {
        size_t target, number = 0;
        int failed = mlf_record_flags_target(flags->targets, &record, &target, err);
        if (!failed && target != MLF_NO_STRING)
            number = flags->of_target[target];
        if (number && !written[number - 1] && mlf_conflicts_include(&flags->items[number - 1])) {
            written[number - 1] = 1;
            ++*n;
            failed = mlf_conflicts_print(&record, &flags->items[number - 1], buf, err);
        }
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader->name, reader->number);
            break;
        }
    }
    free(written);
    return got;
}
