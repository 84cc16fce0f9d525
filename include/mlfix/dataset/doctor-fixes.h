/* Boxes that can be set right by arithmetic. */
#ifndef MLFIX_DATASET_DOCTOR_FIXES_H
#define MLFIX_DATASET_DOCTOR_FIXES_H

struct mlf_buf;
struct mlf_finding;

/* Where the box can be set right by arithmetic (it reaches beyond the photo whose size the annotation says, its
 * corners are swapped, or its numbers are two corners), appends a line of a flag file that does so
 * (mlfix-flags(5)) for a person to look at. 1, or 0 where there is no such fix. */
int mlf_doctor_fix(const struct mlf_finding *finding, struct mlf_buf *buf);

#endif
