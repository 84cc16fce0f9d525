/* Ranking by what a detector says of the boxes, as the judging of boxes wrote it (record-boxes.h). */

#include <stddef.h>

#include "job.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/record/record.h"

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    const struct mlf_records *records = &job->vectors->records;
    size_t judged = 0;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        int bears = mlf_record_find(record, "detection") != NULL;
        double number;
        if (bears && mlf_record_number(record, "score", &number))
            job->score[i] = number;
        job->suspected[i] =
            mlf_record_has_issue(record, "bbox-missing") || mlf_record_has_issue(record, "bbox-shifted") ||
            mlf_record_has_issue(record, "mask-shifted") || mlf_record_has_issue(record, "label-swapped");
        judged += (size_t)bears;
    }
    if (judged == 0 && records->n > 0)
        return mlf_fail(err, "no record has the field 'detection': mlfix-boxes writes it");
    return 0;
}

const struct mlf_rank_order mlf_rank_order_detection = {
    .name = "detection",
    .with = "--by detection",
    .purpose = "boxes that a detector misses, or sees elsewhere or as another class (mlfix-boxes)",
    .reads = MLF_ORDER_CHOOSES_BY_SCORE "group-by",
    .sections = "detection.class",
    .run = run,
};
