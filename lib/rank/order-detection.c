/* Ranking by what a detector says of the boxes. */

#include "order-detection.h"

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

int mlf_rank_detections(const struct mlf_records *records, double *score, unsigned char *suspected, struct mlf_err *err)
{
    size_t judged = 0;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        int bears = mlf_record_find(record, "detection") != NULL;
        double number;
        if (bears && mlf_record_number(record, "score", &number))
            score[i] = number;
        suspected[i] = mlf_record_has_issue(record, "bbox-missing") || mlf_record_has_issue(record, "bbox-shifted") ||
                       mlf_record_has_issue(record, "label-swapped");
        judged += (size_t)bears;
    }
    if (judged == 0 && records->n > 0)
        return mlf_fail(err, "no record has the field 'detection': mlfix-boxes writes it");
    return 0;
}
