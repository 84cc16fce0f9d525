/* What the plan and the ledger say of a decision: private to the review room. */
#ifndef MLFIX_REVIEW_PLAN_PARTS_H
#define MLFIX_REVIEW_PLAN_PARTS_H

struct mlf_buf;
struct mlf_flag;
struct mlf_step;

/* Appends `"key": "text"`, with a comma where it is not the first; nothing where
 * text is NULL. */
void mlf_put_text(struct mlf_buf *buf, const char *key, const char *text);

/* Appends the object of a step, what it was and will be, as the beginning of a
 * JSON object: without the bracket at its end. */
void mlf_put_step(struct mlf_buf *buf, const struct mlf_step *step);

/* Appends who said so, when, and the note. */
void mlf_put_word(struct mlf_buf *buf, const struct mlf_flag *flag);

#endif
