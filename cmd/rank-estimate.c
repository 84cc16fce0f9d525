/* mlfix-rank --estimate: what the run would take. */
#include "rank-estimate.h"

#include <stdio.h>

#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/estimate.h"
#include "mlfix/npy.h"
#include "rank-options.h"

static int print(const struct mlf_rank_work *work, const struct mlf_estimate *estimate,
                 const struct mlf_machine *machine, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    mlf_buf_printf(&buf, "{\"tool\":\"mlfix-rank\",\"records\":%zu,\"vectors\":%zu,\"dim\":%zu,\"classes\":%zu,",
                   work->records, work->vectors, work->dim, work->classes);
    mlf_estimate_print(estimate, machine, &buf);
    int result = mlf_buf_check(&buf, err);
    if (result == 0)
        fputs(buf.data, stdout);
    mlf_buf_free(&buf);
    mlf_note("%zu records, vectors of %zu, %zu classes: about %.1f s and %.0f MB with %d threads", work->records,
             work->dim, work->classes, estimate->seconds, estimate->bytes / 1e6, machine->jobs);
    return result;
}

int rank_estimate(const struct mlf_rank_options *rank, const char *path, struct mlf_err *err)
{
    struct mlf_rank_work work = {0};
    struct mlf_estimate estimate = {0};
    struct mlf_machine machine;
    struct mlf_npy npy = {0};
    int result = -1;
    if (options.vectors && mlf_npy_open(&npy, options.vectors, err))
        return -1;
    if (mlf_rank_work_count(&work, path, options.vectors ? &npy : NULL, rank, err) ||
        mlf_machine_measure(&machine, rank->jobs, err))
        goto done;
    mlf_estimate_rank(&estimate, &work, rank, &machine);
    result = print(&work, &estimate, &machine, err);
done:
    mlf_rank_work_free(&work);
    if (options.vectors)
        mlf_npy_close(&npy);
    return result;
}
