#include "mlfix/flags/flag.h"

#include <string.h>

#include "mlfix/flags/same-box.h"

const char *const mlf_verdict_names[] = {"invalid", "relabel", "ok", "unsure", "box", NULL};

int mlf_flag_changes(const struct mlf_flag *flag)
{
    return flag->verdict == MLF_INVALID || flag->verdict == MLF_RELABELLED || flag->verdict == MLF_BOXED;
}

int mlf_flag_same(const struct mlf_flag *a, const struct mlf_flag *b)
{
    if (a->verdict != b->verdict || a->has_bbox != b->has_bbox)
        return 0;
    if (a->has_bbox && !mlf_same_box(a->bbox, b->bbox))
        return 0;
    return a->verdict != MLF_RELABELLED || strcmp(a->label, b->label) == 0;
}
