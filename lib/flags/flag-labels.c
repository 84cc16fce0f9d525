#include "flag-labels.h"

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/flags/flag.h"
#include "mlfix/flags/targets.h"
#include "target-labels.h"

int mlf_flag_settle_label(struct mlf_targets *targets, struct mlf_flag *flag, char sign, struct mlf_err *err)
{
    const struct mlf_target *target = &targets->items[flag->target];
    size_t number;

    if (!sign && target->beside && flag->verdict == MLF_WRONG) { /* that it is not there */
        flag->verdict = MLF_RELABELLED;
        flag->label = target->suggest;
    }
    if (!sign && target->beside && flag->verdict == MLF_RELABELLED)
        sign = '+';
    if (sign) {
        if (mlf_target_label(targets, flag->target, flag->label, sign == '+', &number, err))
            return -1;
        if (number == MLF_NO_STRING)
            return mlf_fail(err, "the photo of '%.200s' has no label '%.200s'", targets->items[flag->target].id,
                            flag->label);
        flag->target = number;
        flag->by_label = 1;
        target = &targets->items[number];
        flag->verdict = sign == '+' ? (target->beside ? MLF_RELABELLED : MLF_OK) : MLF_REMOVED;
        flag->label = flag->verdict == MLF_RELABELLED ? flag->label : NULL;
    } else if (target->photo && !target->beside && target->label && flag->verdict == MLF_WRONG) {
        flag->verdict = MLF_REMOVED;
    }
    if (target->beside && flag->verdict == MLF_REMOVED) /* it is not there, and that is right */
        flag->verdict = MLF_OK;
    return 0;
}
