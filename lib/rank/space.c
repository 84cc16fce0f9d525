/* How the vectors of a ranking are made up. */

#include "space.h"

#include <math.h>

#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/record/record.h"

int mlf_rank_parts(const struct mlf_vectors *v, size_t *parts, struct mlf_err *err)
{
    double number = 1;
    *parts = 1;
    if (v->n == 0)
        return 0;
    const struct mlf_record *record = &v->records.items[v->record[0]];
    if (mlf_record_number(record, "parts", &number) <= 0)
        return 0;
    if (!(number >= 1 && number <= (double)v->d) || v->d % (size_t)number != 0 || number != floor(number))
        return mlf_fail(err, "%s:%zu: 'parts' is no divisor of the %zu numbers in a vector", record->file,
                        record->number, v->d);
    *parts = (size_t)number;
    return 0;
}
