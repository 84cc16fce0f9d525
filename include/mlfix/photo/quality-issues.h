/* Pictures beside the others of their dataset. See quality.h. */
#ifndef MLFIX_PHOTO_QUALITY_ISSUES_H
#define MLFIX_PHOTO_QUALITY_ISSUES_H

#include <stddef.h>

struct mlf_err;
struct mlf_quality;
struct mlf_record;

/* How many deviations each number of the n pictures lies above the median
 * (below: negative), a deviation being 1.4826 times the median absolute one
 * (B. Iglewicz, D. Hoaglin, "How to detect and handle outliers", 1993), of
 * logarithms, but for the entropy. Sizes and aspects are compared within the
 * class, class[i] < classes: a cell is larger than a platelet. NAN where there
 * is no number or nothing usual. */
int mlf_quality_issues_compare(const struct mlf_quality *items, const size_t *class, size_t classes, size_t n,
                               struct mlf_quality *deviations, struct mlf_err *err);

/* Sets `quality` and `quality_z` and the issues dark, bright, plain, blurred,
 * unusual-size and unusual-aspect (mlfix-records(5)); those of an earlier run
 * that do not hold are taken back. */
int mlf_quality_issues_write(struct mlf_record *record, const struct mlf_quality *quality,
                             const struct mlf_quality *deviations, struct mlf_err *err);

#endif
