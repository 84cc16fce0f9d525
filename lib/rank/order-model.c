/* Ranking by the probabilities of a user's own model alone. */

#include "fields.h"
#include "job.h"
#include "judge-by-model.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "report.h"
#include "say-judged.h"
#include "settled.h"

static int is_chosen(const struct mlf_rank_options *options)
{
    return options->from_n > 0 && !options->fuse && !options->stream;
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_records *records = &job->vectors->records;
    if (mlf_rank_by_model(job->ranking, records, job->options, err))
        return -1;
    mlf_settled_score(job->ranking, job->options);
    mlf_rank_job_take_scores(job);
    return mlf_rank_write_items(job->ranking, records, job->options, err);
}

const struct mlf_rank_order mlf_rank_order_model = {
    .name = "suspicion",
    .with = "--from without --fuse",
    .purpose = "the same by your own model's probabilities alone",
    .reads = MLF_ORDER_CHOOSES_BY_SCORE "group-by report reviewed strict from classes ids logits measure prune",
    .sections = "label",
    .chosen = is_chosen,
    .run = run,
    .report = mlf_rank_report,
    .say = mlf_rank_say_judged,
};
