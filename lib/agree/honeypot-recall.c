#include "mlfix/agree/honeypot-recall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/expected.h"

static void count_one(struct mlf_honeypot_recall *recall, const struct mlf_target *target, int verdict,
                      const char *label)
{
    recall->seen++;
    if (verdict == MLF_UNSURE + 1)
        recall->unsure++;
    if (verdict != MLF_WRONG + 1 && verdict != MLF_REMOVED + 1 && verdict != MLF_RELABELLED + 1)
        return;
    recall->found++;
    recall->corrected +=
        verdict == MLF_RELABELLED + 1 && label && target->honeypot_label && strcmp(label, target->honeypot_label) == 0;
}

/* Counts the honeypots of one sheet; they were seen if anything on it was decided. */
static void count_sheet(struct mlf_honeypot_recall *recall, const struct mlf_targets *targets,
                        const struct mlf_target_sheet *sheet, const unsigned char *verdict, const char *const *label,
                        char *on_sheet)
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

/* Counts all honeypots. verdict[i] is the reviewer's enum mlf_verdict on target i, plus 1, or 0 where
 * he said nothing; label[i] is the label that he gave. */
static int count(struct mlf_honeypot_recall *recall, const struct mlf_targets *targets, const unsigned char *verdict,
                 const char *const *label, struct mlf_err *err)
{
    char *on_sheet = mlf_alloc(targets->n, 1, err);
    int decided = 0;
    *recall = (struct mlf_honeypot_recall){0};
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

int mlf_honeypot_recall_make(struct mlf_honeypot_recall *recall, const struct mlf_flags *flags, size_t reviewer,
                             struct mlf_err *err)
{
    size_t n = flags->targets->n;
    unsigned char *verdict = mlf_alloc(n, 1, err);
    const char **label = mlf_alloc(n, sizeof *label, err);
    int result = verdict && label ? 0 : -1;
    for (size_t i = 0; i < flags->n_ballots && result == 0; i++) {
        const struct mlf_flag *flag = &flags->ballots[i].flag;
        if (verdict[flag->target] || (reviewer != MLF_NO_STRING && flags->ballots[i].reviewer != reviewer))
            continue;
        verdict[flag->target] = (unsigned char)(flag->verdict + 1);
        label[flag->target] = flag->label;
    }
    if (result == 0)
        result = count(recall, flags->targets, verdict, label, err);
    free(verdict);
    free(label);
    return result;
}

static void put_share(struct mlf_buf *buf, double share)
{
    mlf_json_put_number(buf, rint(share * 1e4) / 1e4);
}

void mlf_honeypot_recall_put(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf)
{
    mlf_buf_printf(buf,
                   "{\"planted\": %zu, \"seen\": %zu, \"found\": %zu, \"corrected\": %zu, "
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
    mlf_buf_puts(buf, "]}");
}

void mlf_honeypot_recall_print(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf)
{
    mlf_buf_puts(buf, "{\"honeypots\": ");
    mlf_honeypot_recall_put(recall, buf);
    mlf_buf_puts(buf, "}\n");
}

void mlf_honeypot_recall_say(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf)
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
