/* Whether a record is doubted, by its `issues` (mlfix-records(5)). */
#ifndef MLFIX_SHEET_DOUBT_H
#define MLFIX_SHEET_DOUBT_H

struct mlf_record;

/* Whether its label (`label`, `label-swapped`) or its box is doubted. */
int mlf_doubt_any(const struct mlf_record *record);

/* Whether its box is doubted, not its label (`bbox-shifted`, `bbox-missing`). */
int mlf_doubt_box(const struct mlf_record *record);

#endif
