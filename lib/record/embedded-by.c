#include "mlfix/record/embedded-by.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

void mlf_embedded_by_text(uint64_t model, const uint64_t *network, char text[MLF_EMBEDDED_BY_ROOM])
{
    int length = snprintf(text, MLF_EMBEDDED_BY_ROOM, "%016" PRIx64, model);
    if (network)
        snprintf(text + length, MLF_EMBEDDED_BY_ROOM - (size_t)length, "+%016" PRIx64, *network);
}

/* Whether the field is the text that was seen before, without taking it out of the record. */
static int is_same(const struct mlf_field *field, const char *text)
{
    size_t length = strlen(text);
    return field->length == length + 2 && memcmp(field->value + 1, text, length) == 0;
}

int mlf_embedded_by_see(struct mlf_embedded_by *seen, const struct mlf_record *record, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(record, "embedded_by");
    if (!field || field->kind == MLF_JSON_NULL || mlf_record_find(record, "error"))
        return 0;
    if (field->kind != MLF_JSON_STRING)
        return mlf_fail(err, "%s:%zu: 'embedded_by' is not a string", record->file, record->number);
    if (seen->text && is_same(field, seen->text))
        return 0;
    char *text = mlf_record_string(record, "embedded_by", err);
    if (!text)
        return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    if (!seen->text) {
        *seen = (struct mlf_embedded_by){text, record->file, record->number};
        return 0;
    }
    int differs = strcmp(text, seen->text) != 0;
    if (differs)
        mlf_fail(err,
                 "%s:%zu: the vector was made by the model %s, that of %s:%zu by %s: vectors of two models cannot be "
                 "compared; learn once with mlfix-embed --save FILE, and describe all records with --model FILE",
                 record->file, record->number, text, seen->file, seen->number, seen->text);
    free(text);
    return differs ? -1 : 0;
}

void mlf_embedded_by_free(struct mlf_embedded_by *seen)
{
    free(seen->text);
    *seen = (struct mlf_embedded_by){0};
}
