#include "nearest-label.h"

#include "mlfix/base/nearest-word.h"
#include "mlfix/base/string-set.h"

/* With more labels than this none is compared: reporting a wrong flag file must not take
 * minutes. */
#define NEAREST_LABELS 4096

const char *mlf_nearest_label(const struct mlf_string_set *labels, const char *text)
{
    struct mlf_nearest nearest;

    if (labels->n > NEAREST_LABELS)
        return NULL;
    mlf_nearest_begin(&nearest, text);
    for (size_t i = 0; i < labels->n; i++)
        mlf_nearest_offer(&nearest, labels->items[i]);
    return mlf_nearest_found(&nearest);
}
