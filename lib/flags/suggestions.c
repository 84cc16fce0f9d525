#include "mlfix/flags/suggestions.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"

static int accept(struct mlf_flags *flags, struct mlf_flag *flag, const struct mlf_target *target, struct mlf_err *err)
{
    /* Certainty is never claimed, and no probability is made larger than it is. */
    char *note = mlf_strf(err, "%s%sthe suggestion, %.0f%% probable", flag->note ? flag->note : "",
                          flag->note ? "; " : "", floor(fmin(target->probability, 0.99) * 100));

    if (!note)
        return -1;
    flag->note = mlf_string_set_keep(&flags->texts, note, err);
    free(note);
    flag->suggested = 1;
    flag->verdict = MLF_RELABELLED;
    flag->label = target->suggest;
    return flag->note ? 0 : -1;
}

int mlf_suggestions_accept(struct mlf_flags *flags, double least, struct mlf_err *err)
{
    for (size_t i = 0; i < flags->n; i++) {
        struct mlf_flag *flag = &flags->items[i];
        const struct mlf_target *target = &flags->targets->items[flag->target];
        if (flag->standing != MLF_DECIDED || flag->verdict != MLF_WRONG || !target->suggest ||
            !(target->probability >= least) ||
            (flags->labels && mlf_string_set_find(flags->labels, target->suggest) == MLF_NO_STRING))
            continue;
        if (accept(flags, flag, target, err))
            return -1;
    }
    return 0;
}
