/* The class of a record. */

#include "record-class.h"

#include <stdlib.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/record.h"

int mlf_rank_class(const struct mlf_record *record, char *label, const struct mlf_err *broken,
                   struct mlf_string_set *labels, size_t *number, struct mlf_err *err)
{
    if (!label)
        return *broken->text ? mlf_fail(err, "%s:%zu: 'label': %s", record->file, record->number, broken->text) : 0;
    int failed = mlf_string_set_add(labels, label, number, NULL, err);
    free(label);
    return failed ? -1 : 1;
}
