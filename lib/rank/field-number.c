#include "field-number.h"

#include <string.h>

#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"

int mlf_rank_number(const struct mlf_record *record, const char *field, double *number)
{
    char name[256];
    double sum = 0;
    size_t n = 0;
    struct mlf_lookup_value value;
    if (mlf_lookup(record, field, &value))
        return mlf_lookup_value_number(&value, number);
    for (const char *part = field; part; n++) {
        const char *plus = strchr(part, '+');
        size_t length = plus ? (size_t)(plus - part) : strlen(part);
        double one;
        if (length >= sizeof name)
            return 0;
        memcpy(name, part, length);
        name[length] = '\0';
        if (!mlf_lookup(record, name, &value) || !mlf_lookup_value_number(&value, &one))
            return 0;
        sum += one;
        part = plus ? plus + 1 : NULL;
    }
    *number = sum / (double)n;
    return 1;
}
