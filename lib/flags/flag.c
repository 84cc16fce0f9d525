#include "mlfix/flags/flag.h"

#include <string.h>

#include "mlfix/flags/same-box.h"

const char *const mlf_verdict_names[] = {"wrong", "remove", "relabel", "ok", "unsure", "box", NULL};

int mlf_verdict_read(const char *word, size_t length, enum mlf_verdict *verdict)
{
    static const char earlier[] = "invalid";

    for (int i = 0; mlf_verdict_names[i]; i++) {
        if (strlen(mlf_verdict_names[i]) == length && memcmp(mlf_verdict_names[i], word, length) == 0) {
            *verdict = (enum mlf_verdict)i;
            return 1;
        }
    }
    if (length != strlen(earlier) || memcmp(earlier, word, length) != 0)
        return 0;
    *verdict = MLF_REMOVED;
    return 1;
}

int mlf_flag_changes(const struct mlf_flag *flag)
{
    return flag->verdict == MLF_REMOVED || flag->verdict == MLF_RELABELLED || flag->verdict == MLF_BOXED;
}

int mlf_flag_same(const struct mlf_flag *a, const struct mlf_flag *b)
{
    if (a->verdict != b->verdict || a->has_bbox != b->has_bbox)
        return 0;
    if (a->has_bbox && !mlf_same_box(a->bbox, b->bbox))
        return 0;
    return a->verdict != MLF_RELABELLED || strcmp(a->label, b->label) == 0;
}
