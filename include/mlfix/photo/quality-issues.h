/* Which pictures are unusual in quality beside the others of their dataset, and which
 * issues their records get for it (see quality.h for the numbers). */
#ifndef MLFIX_PHOTO_QUALITY_ISSUES_H
#define MLFIX_PHOTO_QUALITY_ISSUES_H

#include <stddef.h>

struct mlf_err;
struct mlf_quality;
struct mlf_record;

/* With fewer pictures than this, nothing counts as usual and there are no deviations. */
#define MLF_QUALITY_ISSUES_LEAST ((size_t)20)

/* deviations[i]: by how many deviations each number of picture i lies above the median
 * of all n pictures (negative: below). One deviation is 1.4826 times the median absolute
 * deviation (B. Iglewicz, D. Hoaglin, "How to detect and handle outliers", 1993), taken
 * of logarithms except for the entropy. Sizes and aspects are compared within the
 * class of the picture, class[i] < classes: a cell is larger than a platelet. NAN where
 * the picture has no such number, or too few have one. */
int mlf_quality_issues_compare(const struct mlf_quality *items, const size_t *class, size_t classes, size_t n,
                               struct mlf_quality *deviations, struct mlf_err *err);

/* Sets `quality` and `quality_z` of the record, and the issues dark, bright, plain,
 * blurred, unusual-size and unusual-aspect (mlfix-records(5)). Those of an earlier run
 * that do not hold any more are removed. */
int mlf_quality_issues_write(struct mlf_record *record, const struct mlf_quality *quality,
                             const struct mlf_quality *deviations, struct mlf_err *err);

#endif
