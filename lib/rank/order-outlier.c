/* Ranking by how little a record looks like all others. */

#include <stdlib.h>

#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/stages.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "outliers.h"
#include "space.h"

static int write_one(struct mlf_record *record, double score, double deviation, int outlier, struct mlf_err *err)
{
    return mlf_record_set_number(record, "score", score, err) ||
                   mlf_record_set_number(record, "outlier", deviation, err) ||
                   mlf_record_mark_issue(record, "outlier", outlier, err)
               ? -1
               : 0;
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *ranking = job->ranking;
    struct mlf_vectors *v = job->vectors;
    size_t parts = 1, space_d = 0;
    double *deviation = mlf_alloc(v->n, sizeof *deviation, err);
    float *x = NULL;
    int result = -1;
    double begun = mlf_stage_begin("look for outliers");
    if (!deviation || mlf_rank_parts(v, &parts, err) ||
        !(x = mlf_neighbours_space(v->z, v->n, v->d, parts, &space_d, err)) ||
        mlf_outlier_deviations(v->z, v->n, v->d, x, space_d, job->options->jobs, deviation, err))
        goto done;
    mlf_stage_end("look for outliers", begun, 0);
    for (size_t i = 0; i < v->n; i++) {
        size_t at = v->record[i];
        job->score[at] = mlf_outlier_score(deviation[i]);
        job->suspected[at] = deviation[i] > MLF_OUTLIER_DEVIATION;
        ranking->judged++;
        ranking->suspected += job->suspected[at];
        if (write_one(&v->records.items[at], job->score[at], deviation[i], job->suspected[at], err))
            goto done;
    }
    result = 0;
done:
    free(x);
    free(deviation);
    return result;
}

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    (void)options;
    voice->note("%zu records, %zu with a vector, %zu outliers", records, ranking->judged, ranking->suspected);
}

const struct mlf_rank_order mlf_rank_order_outlier = {
    .name = "outlier",
    .with = "--by outlier",
    .purpose = "what looks like nothing else first, labels unread",
    .reads = MLF_ORDER_CHOOSES_BY_SCORE "group-by vectors",
    .sections = "",
    .vectors = 1,
    .run = run,
    .say = say,
};
