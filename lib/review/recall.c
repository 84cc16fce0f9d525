#include "mlfix/recall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/expected.h"
#include "mlfix/flags.h"
#include "mlfix/json.h"
#include "mlfix/targets.h"

static void count_one(struct mlf_recall *recall, const struct mlf_target *target, int verdict, const char *label)
{
    recall->seen++;
    if (verdict == MLF_UNSURE + 1)
        recall->unsure++;
    if (verdict != MLF_INVALID + 1 && verdict != MLF_RELABELLED + 1)
        return;
    recall->found++;
    recall->corrected +=
        verdict == MLF_RELABELLED + 1 && label && target->honeypot_label && strcmp(label, target->honeypot_label) == 0;
}

/* The honeypots of one sheet, if anything on it was decided. */
static void count_sheet(struct mlf_recall *recall, const struct mlf_targets *targets, const struct mlf_sheet *sheet,
                        const unsigned char *verdict, const char *const *label, char *on_sheet)
{
    int decided = 0;
    for (size_t k = 0; k < sheet->n && !decided; k++)
        decided = verdict[sheet->cells[k].target] != 0;
    for (size_t k = 0; k < sheet->n; k++) {
        size_t i = sheet->cells[k].target;
        if (!targets->items[i].honeypot || on_sheet[i])
            continue;
        on_sheet[i] = 1;
        recall->planted++;
        if (decided)
            count_one(recall, &targets->items[i], verdict[i], label[i]);
    }
}

int mlf_recall_count(struct mlf_recall *recall, const struct mlf_targets *targets, const unsigned char *verdict,
                     const char *const *label, struct mlf_err *err)
{
    char *on_sheet = mlf_alloc(targets->n, 1, err);
    int decided = 0;
    *recall = (struct mlf_recall){0};
    if (!on_sheet)
        return -1;
    for (size_t s = 0; s < targets->sheet_names.n; s++)
        count_sheet(recall, targets, &targets->sheets[s], verdict, label, on_sheet);
    for (size_t i = 0; i < targets->n && !decided; i++)
        decided = verdict[i] != 0;
    for (size_t i = 0; i < targets->n; i++) {
        if (!targets->items[i].honeypot || on_sheet[i])
            continue;
        recall->planted++;
        if (decided)
            count_one(recall, &targets->items[i], verdict[i], label[i]);
    }
    mlf_expected_share(recall->found, recall->seen, &recall->low, &recall->high);
    free(on_sheet);
    return 0;
}

/* Closes the gaps that decisions on honeypots leave; moved[i] becomes the new
 * number of flag i + 1, 0 where it is gone. */
static void close_gaps(struct mlf_flags *flags, size_t *moved)
{
    size_t kept = 0, n = flags->n;
    for (size_t i = 0; i < n; i++) {
        if (flags->targets->items[flags->items[i].target].honeypot)
            continue;
        flags->items[kept] = flags->items[i];
        moved[i] = ++kept;
    }
    flags->n = kept;
    /* rivals are about the same object: they stay or go together */
    for (size_t i = 0; i < kept; i++)
        if (flags->items[i].rival)
            flags->items[i].rival = moved[flags->items[i].rival - 1];
    for (size_t i = 0; i < flags->targets->n; i++)
        if (flags->of_target[i])
            flags->of_target[i] = moved[flags->of_target[i] - 1];
}

int mlf_recall_take(struct mlf_recall *recall, struct mlf_flags *flags, struct mlf_err *err)
{
    size_t n = flags->targets->n;
    unsigned char *verdict = mlf_alloc(n, 1, err);
    const char **label = mlf_alloc(n, sizeof *label, err);
    size_t *moved = mlf_alloc(flags->n, sizeof *moved, err);
    int result = -1;
    if (!verdict || !label || !moved)
        goto done;
    for (size_t i = 0; i < n && flags->of_target; i++) {
        const struct mlf_flag *flag = flags->of_target[i] ? &flags->items[flags->of_target[i] - 1] : NULL;
        verdict[i] = flag ? (unsigned char)(flag->verdict + 1) : 0;
        label[i] = flag ? flag->label : NULL;
    }
    result = mlf_recall_count(recall, flags->targets, verdict, label, err);
    if (result == 0 && flags->of_target)
        close_gaps(flags, moved);
done:
    free(verdict);
    free(label);
    free(moved);
    return result;
}

static void put_share(struct mlf_buf *buf, double share)
{
    mlf_json_put_number(buf, rint(share * 1e4) / 1e4);
}

void mlf_recall_print(const struct mlf_recall *recall, struct mlf_buf *buf)
{
    mlf_buf_printf(buf,
                   "{\"honeypots\": {\"planted\": %zu, \"seen\": %zu, \"found\": %zu, \"corrected\": %zu, "
                   "\"unsure\": %zu, \"recall\": ",
                   recall->planted, recall->seen, recall->found, recall->corrected, recall->unsure);
    if (recall->seen)
        put_share(buf, (double)recall->found / (double)recall->seen);
    else
        mlf_buf_puts(buf, "null");
    mlf_buf_puts(buf, ", \"interval\": [");
    put_share(buf, recall->low);
    mlf_buf_puts(buf, ", ");
    put_share(buf, recall->high);
    mlf_buf_puts(buf, "]}}\n");
}

void mlf_recall_say(const struct mlf_recall *recall, struct mlf_buf *buf)
{
    size_t elsewhere = recall->planted - recall->seen;
    if (recall->seen) {
        mlf_buf_printf(buf, "honeypots: %zu of %zu found (%.0f%%, %.0f to %.0f%%)", recall->found, recall->seen,
                       100.0 * (double)recall->found / (double)recall->seen, 100 * recall->low, 100 * recall->high);
        if (recall->unsure)
            mlf_buf_printf(buf, ", %zu unsure", recall->unsure);
        if (elsewhere)
            mlf_buf_puts(buf, ", ");
    } else {
        mlf_buf_puts(buf, "honeypots: ");
    }
    if (elsewhere)
        mlf_buf_printf(buf, "%zu on sheets without any decision", elsewhere);
}
