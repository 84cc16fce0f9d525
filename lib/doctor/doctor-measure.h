/* Numbers that lead to findings, and those that are extreme for their class. */
#ifndef MLFIX_DOCTOR_DOCTOR_MEASURE_H
#define MLFIX_DOCTOR_DOCTOR_MEASURE_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

struct mlf_err;
struct mlf_finding;
struct mlf_objects;

/* A box is extreme for its class where the logarithm of its size (the root of its
 * area) or of its aspect lies further from the class's median than this many deviations,
 * these being 1.4826 times the median absolute deviation and at least
 * MLF_LEAST_DEVIATION (B. Iglewicz, D. Hoaglin, "How to detect and handle
 * outliers", 1993, "modified z-score", who take 3.5; logarithms of sizes have
 * longer tails). Only in classes of at least MLF_LEAST_CLASS boxes. */
#define MLF_EXTREME_DEVIATIONS 5.0
#define MLF_LEAST_DEVIATION 0.1
#define MLF_LEAST_CLASS 20

/* Notes the issue with a number. */
int mlf_doctor_measure(struct mlf_finding *finding, enum mlf_issue issue, double number, struct mlf_err *err);

/* Notes the issue for the objects whose value is extreme among those of their label, by that rule.
 * values[i] is that of object i, NAN: it has none. */
int mlf_doctor_find_extremes(struct mlf_objects *objects, const double *values, enum mlf_issue issue,
                             struct mlf_err *err);

#endif
