#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"

int mlf_rank_job_set_space(struct mlf_rank_job *job, float *rows, size_t width, const size_t *record, size_t n,
                           struct mlf_err *err)
{
    size_t records = job->vectors->records.n;
    job->space_d = width;
    job->space = mlf_alloc_matrix(records * width, sizeof *job->space, err);
    if (job->space) {
        memset(job->space, 0, records * width * sizeof *job->space);
        for (size_t i = 0; i < n; i++)
            memcpy(job->space + record[i] * width, rows + i * width, width * sizeof *rows);
    }
    free(rows);
    return job->space ? 0 : -1;
}

void mlf_rank_job_take_scores(struct mlf_rank_job *job)
{
    struct mlf_ranking *r = job->ranking;
    for (size_t i = 0; i < r->items; i++) {
        if (r->too_small[r->label[i]])
            continue;
        job->score[r->item[i]] = r->score[i];
        job->suspected[r->item[i]] = r->wrong[i];
        r->judged++;
        r->suspected += r->wrong[i];
    }
}
