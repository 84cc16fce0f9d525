/* A plan as lines: as JSON, and as a summary for people. */
#ifndef MLFIX_EDIT_PLAN_TEXT_H
#define MLFIX_EDIT_PLAN_TEXT_H

struct mlf_buf;
struct mlf_err;
struct mlf_flag;
struct mlf_plan;
struct mlf_plan_step;

/* Appends a step as one JSON line, which is also a line of a flag file. */
void mlf_plan_print(const struct mlf_plan_step *step, struct mlf_buf *buf);

/* Calls say() with each line of a summary: decisions grouped and counted, the largest
 * groups first, and conflicts. */
int mlf_plan_summary(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err);

/* The parts of such a JSON line, for the ledger. The first appends the object of a step,
 * what it was and what it will be: "{" and fields, without the bracket at the end. The
 * second appends reviewer, time, note and votes. The third appends one field of text, or
 * nothing where the text is NULL; after the first field of an object, with a comma. */
void mlf_plan_put_step(struct mlf_buf *buf, const struct mlf_plan_step *step);
void mlf_plan_put_reviewer(struct mlf_buf *buf, const struct mlf_flag *flag);
void mlf_plan_put_text(struct mlf_buf *buf, const char *key, const char *text);

#endif
