/* Ranking by how little a record looks like all others. */

#include "order-outlier.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/stages.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-set.h"
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

int mlf_rank_outliers(struct mlf_ranking *ranking, struct mlf_vectors *vectors, const struct mlf_rank_options *options,
                      double *score, unsigned char *suspected, struct mlf_err *err)
{
    struct mlf_vectors *v = vectors;
    size_t parts = 1, space_d = 0;
    double *deviation = mlf_alloc(v->n, sizeof *deviation, err);
    float *x = NULL;
    int result = -1;
    double begun = mlf_stage_begin("look for outliers");
    if (!deviation || mlf_rank_parts(v, &parts, err) ||
        !(x = mlf_neighbours_space(v->z, v->n, v->d, parts, &space_d, err)) ||
        mlf_outlier_deviations(v->z, v->n, v->d, x, space_d, options->jobs, deviation, err))
        goto done;
    mlf_stage_end("look for outliers", begun, 0);
    for (size_t i = 0; i < v->n; i++) {
        size_t at = v->record[i];
        score[at] = mlf_outlier_score(deviation[i]);
        suspected[at] = deviation[i] > MLF_OUTLIER_DEVIATION;
        ranking->judged++;
        ranking->suspected += suspected[at];
        if (write_one(&v->records.items[at], score[at], deviation[i], suspected[at], err))
            goto done;
    }
    result = 0;
done:
    free(x);
    free(deviation);
    return result;
}
