#include "mlfix/sheet/doubt.h"

#include "mlfix/record/record.h"

int mlf_doubt_any(const struct mlf_record *record)
{
    return mlf_record_has_issue(record, "label") || mlf_record_has_issue(record, "label-swapped") ||
           mlf_record_has_issue(record, "label-omitted") || mlf_doubt_box(record);
}

int mlf_doubt_box(const struct mlf_record *record)
{
    return mlf_record_has_issue(record, "bbox-shifted") || mlf_record_has_issue(record, "mask-shifted") ||
           mlf_record_has_issue(record, "bbox-missing");
}
