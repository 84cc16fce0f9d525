/* The plan as the user sees it. */
#ifndef MLFIX_EDIT_PLAN_TEXT_H
#define MLFIX_EDIT_PLAN_TEXT_H

struct mlf_buf;
struct mlf_err;
struct mlf_flag;
struct mlf_plan;
struct mlf_plan_step;

/* Appends a step as one JSON line, which is also a line of a flag file. */
void mlf_plan_print(const struct mlf_plan_step *step, struct mlf_buf *buf);

/* Calls say() with each line of a readable summary: decisions grouped and
 * counted, the largest groups first. */
int mlf_plan_summary(const struct mlf_plan *plan, void (*say)(const char *line), struct mlf_err *err);

/* Appends `"key": "text"`, with a comma where it is not the first; nothing where
 * text is NULL. */
void mlf_plan_put_text(struct mlf_buf *buf, const char *key, const char *text);

/* Appends the object of a step, what it was and will be, as the beginning of a
 * JSON object: without the bracket at its end. */
void mlf_plan_put_step(struct mlf_buf *buf, const struct mlf_plan_step *step);

/* Appends who said so, when, and the note. */
void mlf_plan_put_reviewer(struct mlf_buf *buf, const struct mlf_flag *flag);

#endif
