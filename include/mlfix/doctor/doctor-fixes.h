/* Boxes that can be set right by arithmetic, and labels by the rest of their tracks. */
#ifndef MLFIX_DOCTOR_DOCTOR_FIXES_H
#define MLFIX_DOCTOR_DOCTOR_FIXES_H

struct mlf_buf;
struct mlf_finding;

/* Where the box can be set right by arithmetic (it reaches beyond the photo whose size the annotation says, its
 * corners are swapped, or its numbers are two corners), appends a line of a flag file that does so
 * (mlfix-flags(5)) for a person to look at, and returns 1. So it does, and returns 2, where most of a track has another
 * label. 0 where there is no such fix. */
int mlf_doctor_fix(const struct mlf_finding *finding, struct mlf_buf *buf);

#endif
