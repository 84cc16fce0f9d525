#include "made-by.h"

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/record/record.h"

char *mlf_rank_made_by(const struct mlf_vectors *vectors, struct mlf_err *err)
{
    for (size_t i = 0; i < vectors->n; i++) {
        struct mlf_err broken = {""};
        char *text = mlf_record_string(&vectors->records.items[vectors->record[i]], "embedded_by", &broken);
        if (text)
            return text;
        if (broken.text[0]) {
            mlf_fail(err, "%s", broken.text);
            return NULL;
        }
    }
    return mlf_strdup("", err);
}
