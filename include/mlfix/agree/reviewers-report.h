/* The figures of reviewers.h as a report in JSON, and as lines for people. */
#ifndef MLFIX_AGREE_REVIEWERS_REPORT_H
#define MLFIX_AGREE_REVIEWERS_REPORT_H

struct mlf_buf;
struct mlf_err;
struct mlf_reviewers;

/* Appends the report, a JSON object of several lines. */
void mlf_reviewers_report(const struct mlf_reviewers *reviewers, struct mlf_buf *buf);

/* Calls say() with each line of a summary. */
int mlf_reviewers_say(const struct mlf_reviewers *reviewers, void (*say)(const char *line), struct mlf_err *err);

#endif
