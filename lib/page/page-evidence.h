/* What the review page knows of mlfix-rank --evidence. */
#ifndef MLFIX_PAGE_PAGE_EVIDENCE_H
#define MLFIX_PAGE_PAGE_EVIDENCE_H

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;
struct mlf_string_set;

/* Appends members for the page's data, each an array with an item a cell, 0 where the cell has nothing;
 * a member of which no cell has anything is left out: `likely`, [label, probability, label, ...], labels as their
 * numbers in the set, to which they are added; `near`, numbers of the cells of the nearest objects, other than the cell
 * itself; `at`, the place on the map, in ten-thousandths. Fields of another shape are passed over. */
int mlf_page_evidence_put(const struct mlf_sheets *sheets, struct mlf_string_set *labels, struct mlf_buf *buf,
                          struct mlf_err *err);

#endif
