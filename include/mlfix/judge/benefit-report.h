/* Printing the result of a comparison before and after a review (benefit.h). */
#ifndef MLFIX_JUDGE_BENEFIT_REPORT_H
#define MLFIX_JUDGE_BENEFIT_REPORT_H

struct mlf_benefit;
struct mlf_buf;
struct mlf_string_set;

/* Appends it as a JSON object, and as a table for people. `classes`: the names of the
 * classes. */
void mlf_benefit_report(const struct mlf_benefit *benefit, const struct mlf_string_set *classes, struct mlf_buf *buf);
void mlf_benefit_table(const struct mlf_benefit *benefit, const struct mlf_string_set *classes, struct mlf_buf *buf);

#endif
