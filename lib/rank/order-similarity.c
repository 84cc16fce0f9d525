/* One chain of look-alikes a section. */

#include "job.h"
#include "mlfix/base/stages.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "space.h"

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_vectors *v = job->vectors;
    size_t space_d = 0, parts = 1;
    double begun = mlf_stage_begin("take the space");
    float *x = mlf_rank_parts(v, &parts, err) ? NULL : mlf_neighbours_space(v->z, v->n, v->d, parts, &space_d, err);
    if (!x)
        return -1;
    mlf_stage_end("take the space", begun, 0);
    mlf_vectors_drop(job->vectors);
    job->mode = MLF_ORDER_SIMILARITY;
    return mlf_rank_job_set_space(job, x, space_d, v->record, v->n, err);
}

const struct mlf_rank_order mlf_rank_order_similarity = {
    .name = "similarity",
    .with = "--by similarity",
    .purpose = "one chain of look-alikes, labels unread",
    .reads = MLF_ORDER_CHOOSES "group-by vectors",
    .sections = "label",
    .vectors = 1,
    .run = run,
};
