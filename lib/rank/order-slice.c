/* Ranking by slices: a section for each value of a field that has more suspected
 * labels than chance. */

#include <stdlib.h>

#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record.h"

/* 1 suspected, 0 judged otherwise, -1 not judged: what an earlier ranking said. */
static int read_verdicts(const struct mlf_records *records, signed char *wrong, double *score, unsigned char *suspected,
                         struct mlf_err *err)
{
    size_t judged = 0;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        double number = -1;
        wrong[i] = -1;
        if (!mlf_record_number(record, "score", &number))
            continue;
        wrong[i] = (signed char)mlf_record_has_issue(record, "label");
        suspected[i] = wrong[i] > 0;
        score[i] = number > 0 ? number : 0;
        judged++;
    }
    if (judged == 0 && records->n > 0)
        return mlf_fail(err, "no record has a score: rank them by suspicion first");
    return 0;
}

static int name_section(struct mlf_sections *sections, const char *field, const char *value, struct mlf_err *err)
{
    struct mlf_buf name = {0};
    mlf_buf_printf(&name, "%s: %s", field, value);
    int result = mlf_buf_check(&name, err);
    if (result == 0 && mlf_string_set_add(&sections->names, name.data, NULL, NULL, err))
        result = -1;
    mlf_buf_free(&name);
    return result;
}

/* A record stands in the first section that it has the value of. Two slices of
 * the same name (fields may be named alike) are one section. */
static int make_sections(const struct mlf_slices *slices, struct mlf_sections *sections, struct mlf_err *err)
{
    size_t n = slices->at_fault;
    sections->of = mlf_alloc(slices->records, sizeof *sections->of, err);
    if (!sections->of)
        return -1;
    for (size_t i = 0; i < slices->records; i++)
        sections->of[i] = (size_t)-1;
    for (size_t s = 0; s < n; s++) {
        const struct mlf_slice *one = &slices->items[s];
        size_t before = sections->names.n;
        const size_t *of = slices->of[one->field];
        if (name_section(sections, slices->fields[one->field], slices->values[one->field].items[one->value], err))
            return -1;
        for (size_t i = 0; i < slices->records && sections->names.n > before; i++)
            if (of[i] == one->value && sections->of[i] == (size_t)-1)
                sections->of[i] = before;
    }
    size_t rest;
    if (mlf_string_set_add(&sections->names, "no slice at fault", &rest, NULL, err))
        return -1;
    sections->weight = mlf_alloc(sections->names.n, sizeof *sections->weight, err);
    if (!sections->weight)
        return -1;
    for (size_t i = 0; i < slices->records; i++)
        if (sections->of[i] == (size_t)-1)
            sections->of[i] = rest;
    for (size_t s = 0; s < sections->names.n; s++)
        sections->weight[s] = s == rest ? 0 : sections->names.n - s;
    return 0;
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *ranking = job->ranking;
    const struct mlf_records *records = &job->vectors->records;
    signed char *wrong = mlf_alloc(records->n, sizeof *wrong, err);
    int result = -1;
    if (!wrong || read_verdicts(records, wrong, job->score, job->suspected, err) ||
        mlf_slices_make(&ranking->slices, records, wrong, job->options->group_by, job->options->group_by_n, err) ||
        make_sections(&ranking->slices, &job->sections, err))
        goto done;
    ranking->judged = ranking->slices.judged;
    ranking->suspected = ranking->slices.suspected;
    result = 0;
done:
    free(wrong);
    return result;
}

/* The slices that are named; --report has all. */
#define NAMED ((size_t)10)

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    const struct mlf_slices *slices = &ranking->slices;
    (void)options;
    voice->note("%zu records, %zu of %zu judged suspected, %zu slices tested, %zu at fault", records, slices->suspected,
                slices->judged, slices->n, slices->at_fault);
    for (size_t i = 0; i < slices->at_fault && i < NAMED; i++) {
        const struct mlf_slice *one = &slices->items[i];
        voice->note("%s %s: %zu of %zu suspected, %.1f expected (q %.2g)", slices->fields[one->field],
                    slices->values[one->field].items[one->value], one->suspected, one->n, one->expected, one->q);
    }
    if (slices->at_fault > NAMED)
        voice->note("and %zu more: --report lists them", slices->at_fault - NAMED);
}

static int report(const struct mlf_ranking *ranking, size_t records, struct mlf_buf *buf, struct mlf_err *err)
{
    (void)records;
    mlf_slices_report(&ranking->slices, buf);
    return mlf_buf_check(buf, err);
}

const struct mlf_rank_order mlf_rank_order_slice = {
    .name = "slice",
    .with = "--by slice",
    .purpose = "the camera, annotator or batch that has more suspected labels than chance",
    .reads = MLF_ORDER_CHOOSES_BY_SCORE "group-by report",
    .sections = "",
    .run = run,
    .report = report,
    .say = say,
};
