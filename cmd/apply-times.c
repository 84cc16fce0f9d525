/* mlfix-apply --times: how long reviews took. */
#include "apply-options.h"
#include "mlfix/flags/times.h"

int apply_print_times(struct mlf_err *err)
{
    struct mlf_times times = {0};
    struct mlf_buf buf = {0};
    int result = 0;
    for (size_t i = 0; i < options.times.n && result == 0; i++)
        result = mlf_times_read(&times, options.times.items[i], err);
    if (result == 0) {
        mlf_times_print(&times, &buf);
        result = apply_print(&buf, err);
    }
    mlf_buf_free(&buf);
    mlf_times_free(&times);
    return result;
}
