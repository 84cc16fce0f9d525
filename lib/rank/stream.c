#include "mlfix/rank/stream.h"

#include <stdlib.h>

#include "fields.h"
#include "judge-by-model.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/progress.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "model-word.h"
#include "option-fields.h"
#include "report.h"
#include "say-judged.h"

/* Their labels, and how many there are. */
static int read_labels(struct mlf_judging *j, const char *path, size_t *records, struct mlf_err *err)
{
    struct mlf_ranking *r = j->ranking;
    struct mlf_reader reader;
    struct mlf_record record = {0};
    size_t item_capacity = 0, label_capacity = 0;
    int got = -1;
    if (mlf_reader_open(&reader, path, err))
        return -1;
    for (*records = 0; (got = mlf_reader_record(&reader, &record, err)) == 1; ++*records) {
        mlf_progress("read the records", *records, 0);
        struct mlf_err broken = {""};
        char *label = mlf_record_string(&record, "label", &broken);
        int wanted = label && !mlf_record_find(&record, "error");
        size_t class = 0;
        int failed = label && mlf_string_set_add(&j->labels, label, &class, NULL, err);
        if (!label && *broken.text)
            mlf_fail(err, "%s:%zu: 'label': %s", record.file, record.number, broken.text);
        failed = failed || (!label && *broken.text) || mlf_named_fields_see(&r->named, &record, err) ||
                 mlf_grow(&r->item, &item_capacity, r->items + 1, sizeof *r->item, err) ||
                 mlf_grow(&r->label, &label_capacity, r->items + 1, sizeof *r->label, err);
        free(label);
        mlf_record_free(&record);
        if (failed) {
            got = -1;
            break;
        }
        r->item[r->items] = *records;
        r->label[r->items] = class;
        r->items += wanted != 0;
    }
    mlf_progress_leave("read the records");
    mlf_reader_close(&reader);
    return got == 0 ? mlf_named_fields_settle(&r->named, err) : got;
}

/* The records once more, each with what was found. */
static int hand_on(const struct mlf_judging *j, const char *path, size_t records,
                   int (*write)(void *context, const struct mlf_record *record, struct mlf_err *err), void *context,
                   struct mlf_err *err)
{
    const struct mlf_ranking *r = j->ranking;
    struct mlf_reader reader;
    struct mlf_record record = {0};
    size_t item = 0, at = 0;
    int got;
    if (mlf_reader_open(&reader, path, err))
        return -1;
    for (; (got = mlf_reader_record(&reader, &record, err)) == 1; at++) {
        mlf_progress("write the records", at, records);
        char *why = at < records && j->fault[at] ? mlf_rank_fault(j->given, j->fault[at], err) : NULL;
        int failed = at >= records || (j->fault[at] && (!why || mlf_record_set_error(&record, why, err)));
        if (!failed && item < r->items && r->item[item] == at)
            failed = mlf_rank_write_item(r, item++, &record, err);
        failed = failed || mlf_named_fields_see(&j->ranking->named, &record, err) || write(context, &record, err);
        free(why);
        mlf_record_free(&record);
        if (failed)
            break;
    }
    mlf_progress_leave("write the records");
    mlf_reader_close(&reader);
    if (got == 0 && at == records)
        return 0;
    return mlf_fail(err, "'%s' has changed while it was read", path);
}

int mlf_rank_stream(struct mlf_ranking *ranking, const char *path, const struct mlf_rank_options *options,
                    int (*write)(void *context, const struct mlf_record *record, struct mlf_err *err), void *context,
                    size_t *records, struct mlf_err *err)
{
    struct mlf_model_word given = {0};
    struct mlf_judging j = {.ranking = ranking, .options = options, .given = &given};
    unsigned char *broken = NULL;
    int result = -1;
    if (mlf_rank_option_fields(&ranking->named, options, NULL, err) || read_labels(&j, path, records, err))
        goto done;
    broken = mlf_alloc(*records, 1, err);
    j.state = mlf_alloc(*records, 1, err);
    j.fault = mlf_alloc(*records, 1, err);
    if (!broken || !j.state || !j.fault || mlf_model_word_open(&given, options, &j.labels, err) ||
        mlf_model_word_map(&given, *records, ranking->item, ranking->items, err) ||
        mlf_rank_judge_outputs(&j, broken, err))
        goto done;
    ranking->judged = ranking->items;
    for (size_t i = 0; i < ranking->items; i++)
        ranking->suspected += ranking->wrong[i];
    result = hand_on(&j, path, *records, write, context, err);
done:
    mlf_model_word_free(&given);
    mlf_string_set_free(&j.labels);
    free(j.state);
    free(j.fault);
    free(broken);
    return result;
}

static int is_chosen(const struct mlf_rank_options *options)
{
    return options->stream;
}

const struct mlf_rank_order mlf_rank_order_stream = {
    .name = "suspicion",
    .with = "--stream",
    .purpose = "judged like that, but in the order in which the records come",
    .reads = "by where from classes logits stream measure prune report",
    .sections = NULL,
    .chosen = is_chosen,
    .report = mlf_rank_report,
    .say = mlf_rank_say_judged,
};
