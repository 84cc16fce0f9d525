/* What looking at contact sheets is expected to bring: how many wrong labels
 * each sheet holds, from the records' `wrong`, and in which order to look at
 * them where there is no time for all. */
#ifndef MLFIX_SHEET_BUDGET_H
#define MLFIX_SHEET_BUDGET_H

#include <stddef.h>

#include "mlfix/numeric/expected.h"

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* A look at a sheet is taken to cost 5 s, and 0.4 s more for each of its cells. */
#define MLF_BUDGET_SHEET 5.0
#define MLF_BUDGET_CELL 0.4

struct mlf_budget_sheet {
    size_t page;
    size_t cells, crops;
    size_t judged;             /* crops that have `wrong` */
    struct mlf_expected wrong; /* wrong labels on this sheet */
    double seconds;            /* that looking at it takes */
    /* After this sheet and all before it in the order: */
    double found, seconds_so_far;
    struct mlf_expected left; /* wrong labels on the sheets behind it */
};

struct mlf_budget {
    struct mlf_budget_sheet *sheets; /* by wrong labels a second, most first; of equals the earlier page first */
    size_t n;
    size_t judged;
    struct mlf_expected wrong; /* of all sheets */
    size_t rich; /* the sheets from this place on hold less than 1 each, even by the upper ends of the chances */
};

/* Computes the budget of planned sheets. Crops of the same `cluster` and label on one
 * sheet are taken to be all wrong or all right; planted cells (honeypots.h) do not count.
 * Freed by mlf_budget_free, also after a failure. */
int mlf_budget_make(const struct mlf_sheets *sheets, struct mlf_budget *budget, struct mlf_err *err);

/* Appends it as one JSON object (mlfix-mosaic(1)). */
void mlf_budget_print(const struct mlf_budget *budget, const struct mlf_sheets *sheets, struct mlf_buf *buf);

/* Appends a sentence that says the same to a person. */
void mlf_budget_say(const struct mlf_budget *budget, const struct mlf_sheets *sheets, struct mlf_buf *buf);

void mlf_budget_free(struct mlf_budget *budget);

#endif
