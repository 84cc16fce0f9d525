/* What a person decides by: the likeliest classes, the nearest others, and a place on a map of all. */
#ifndef MLFIX_RANK_EVIDENCE_H
#define MLFIX_RANK_EVIDENCE_H

#include <stddef.h>

struct mlf_err;
struct mlf_rank_options;
struct mlf_ranking;
struct mlf_record;
struct mlf_records;

#define MLF_EVIDENCE_LIKELY ((size_t)5)
#define MLF_EVIDENCE_NEAREST ((size_t)8)

/* Writes into the record of each item, where options->evidence asks for it: `likely`, an object of the
 * MLF_EVIDENCE_LIKELY most probable classes (likely.h), the most probable first; `nearest`, the ids of the
 * MLF_EVIDENCE_NEAREST nearest items that are not of its cluster; `map_xy`, its place (plane.h). Else takes back what
 * an earlier ranking wrote. `space` is that of the items, items x d, in which near-duplicates and look-alikes are near;
 * NULL: there is none. */
int mlf_rank_write_evidence(const struct mlf_ranking *ranking, struct mlf_records *records, const float *space,
                            size_t d, const struct mlf_rank_options *options, struct mlf_err *err);

#endif
