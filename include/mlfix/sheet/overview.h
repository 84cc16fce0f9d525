/* One picture of all that is doubted, for those who look before they click: a map of the crops, which labels are
 * suggested for which, and how doubtful the crops are. */
#ifndef MLFIX_SHEET_OVERVIEW_H
#define MLFIX_SHEET_OVERVIEW_H

#include <stddef.h>

struct mlf_err;
struct mlf_pixels;
struct mlf_sheets;

/* What stands on an overview. */
struct mlf_overview_facts {
    size_t crops, doubted;
    size_t placed; /* crops that have a place on the map (`map_xy`) */
    size_t scored; /* crops that have a score */
};

/* Draws the overview of planned sheets into new pixels, which the caller frees, in the colours of the sheets. */
int mlf_overview_draw(const struct mlf_sheets *sheets, struct mlf_pixels *out, struct mlf_overview_facts *facts,
                      struct mlf_err *err);

#endif
